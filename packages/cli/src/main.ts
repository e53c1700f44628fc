import { openSession } from "./connect.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit-code.ts";
import { run } from "./run.ts";
import { processTerminal } from "./terminal.ts";

const abort = new AbortController();
const stop = (): void => {
  if (abort.signal.aborted) process.exit(exitCodes.interrupted);
  abort.abort();
};
process.on("SIGINT", stop);
process.on("SIGTERM", stop);

const context: Context = {
  terminal: processTerminal(),
  signal: abort.signal,
  open: openSession,
  exitCode: exitCodes.done,
};
process.exitCode = await run(process.argv.slice(2), context);

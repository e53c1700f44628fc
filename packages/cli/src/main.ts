import { openSession } from "./connect.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit-code.ts";
import { run } from "./run.ts";
import { processTerminal } from "./terminal.ts";

const abort = new AbortController();
const stop = (signal: NodeJS.Signals): void => {
  if (!abort.signal.aborted) {
    abort.abort();
    return;
  }
  // The second time the signal does what it does by default: `process.exit` would first take down worker threads, and
  // onnxruntime aborts the process ("terminate called") when that meets it loading a model.
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
};
process.on("SIGINT", stop);
process.on("SIGTERM", stop);

const terminal = processTerminal();
const context: Context = {
  terminal,
  signal: abort.signal,
  open: (options, need) => openSession(options, need, (message) => terminal.note(`warning: ${message}\n`)),
  exitCode: exitCodes.done,
};
process.exitCode = await run(process.argv.slice(2), context);

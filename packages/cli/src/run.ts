import type { Context } from "./context.ts";
import { type ExitCode, exitCodeOf, Interrupted } from "./exit-code.ts";
import { reportFailure } from "./failure-report.ts";
import { createProgram } from "./program.ts";

/** Runs one command line (without the program's name) and says how the process should exit. */
export async function run(commandLine: readonly string[], context: Context): Promise<ExitCode> {
  const program = createProgram(context);
  try {
    await program.parseAsync([...commandLine], { from: "user" });
    return context.exitCode;
  } catch (error) {
    if (isClosedPipe(error)) return context.exitCode;
    const told =
      context.signal.aborted && !(error instanceof Interrupted) ? new Interrupted("Stopped.", { cause: error }) : error;
    reportFailure(told, context.terminal, { isJson: commandLine.includes("--json"), where: context.where });
    return exitCodeOf(told);
  }
}

/** The reader of stdout went away (`| head`): nothing is wrong. */
const isClosedPipe = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "EPIPE";

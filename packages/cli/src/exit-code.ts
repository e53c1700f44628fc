import { Problem, type ProblemCode } from "@pomona/contract/problems";
import { CommanderError } from "commander";

export const exitCodes = { done: 0, failed: 1, usage: 2, partly: 3, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What the user asked for cannot be meant so; the message says what to do instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The user pressed Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** The command was fine, and what it asked for failed. Every other problem is bad usage or input. */
const FAILURES: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  "cancelled",
  "content-missing",
  "content-unreadable",
  "count-changed",
  "data-directory-locked",
  "disk-full",
  "internal",
  "model-unusable",
  "stopping",
  "unreachable",
]);

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Interrupted) return exitCodes.interrupted;
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof Problem) return FAILURES.has(error.code) ? exitCodes.failed : exitCodes.usage;
  return exitCodes.failed;
}

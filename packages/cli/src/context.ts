import type { Client } from "@pomona/sdk/client";
import type { ExitCode } from "./exit-code.ts";

/** Where a command writes and asks. Results go to `write` (stdout), everything else to `note` (stderr). */
export interface Terminal {
  write(text: string): void;
  note(text: string): void;
  /** Columns of stdout, or null where nothing limits them (a pipe, a file). */
  columns: number | null;
  hasColours: boolean;
  isOutputTty: boolean;
  isNoteTty: boolean;
  /** Whether somebody is there to answer. */
  canAsk: boolean;
  /** Asks a question; null where nobody is there to answer. */
  ask(question: string): Promise<string | null>;
  /** Stdout as a stream, for exports. */
  output: NodeJS.WritableStream;
}

export interface GlobalOptions {
  data: string;
  json?: boolean;
  url?: string;
  token?: string;
}

/**
 * Whether a command makes sense only in a catalog that is there, or may begin one; `work` also takes up the jobs that an
 * earlier command left unfinished (commands that start a job do so anyway).
 */
export type CatalogNeed = "existing" | "new" | "work";

export interface Session {
  client: Client;
  /** `process`: the store is open in this process; `local`: a server of the data directory; `remote`: another machine. */
  place: "process" | "local" | "remote";
  close(): Promise<void>;
}

export interface Context {
  terminal: Terminal;
  /** Aborts at the first Ctrl-C. */
  signal: AbortSignal;
  open(options: GlobalOptions, need: CatalogNeed): Promise<Session>;
  /** Where commands leave how they ended. */
  exitCode: ExitCode;
  /** Filter text of the command that runs, for errors that point into it. */
  where?: string | undefined;
}

/** What the body of a command is given. */
export interface Run extends Session {
  terminal: Terminal;
  signal: AbortSignal;
  globals: GlobalOptions;
  /** When the command began, by this machine's clock: tells its own jobs from those that were there. */
  startedMs: number;
  /** Prints the outcome: the JSON document with `--json`, else the text for people. */
  show(document: unknown, text: () => string | Promise<string>): Promise<void>;
  note(line: string): void;
}

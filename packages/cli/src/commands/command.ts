import type { Command } from "commander";
import type { CatalogNeed, Context, GlobalOptions, Run } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";

type Body<Options> = (run: Run, operands: string[], options: Options) => Promise<ExitCode | undefined>;

/** Gives a command its body: a session is opened before it and closed after it, whatever happens. */
export function onRun<Options>(
  command: Command,
  context: Context,
  need: CatalogNeed | ((options: Options) => CatalogNeed),
  body: Body<Options>,
): Command {
  return command.action(async () => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const { where, when } = command.opts() as { where?: string; when?: string };
    context.where = where ?? when;
    const startedMs = Date.now();
    const session = await context.open(globals, typeof need === "function" ? need(command.opts() as Options) : need);
    try {
      const code = await body(
        { ...runOf(context, session, globals), startedMs },
        command.processedArgs.flat() as string[],
        command.opts() as Options,
      );
      context.exitCode = code ?? exitCodes.done;
    } finally {
      await session.close();
    }
  });
}

function runOf(
  context: Context,
  session: Awaited<ReturnType<Context["open"]>>,
  globals: GlobalOptions,
): Omit<Run, "startedMs"> {
  const { terminal, signal } = context;
  return {
    ...session,
    terminal,
    signal,
    globals,
    note: (line) => terminal.note(`${line}\n`),
    show: async (document, text) => {
      const shown = globals.json ? JSON.stringify(document, null, terminal.isOutputTty ? 2 : 0) : await text();
      if (shown !== "") terminal.write(shown.endsWith("\n") ? shown : `${shown}\n`);
    },
  };
}

/** Text after the options of `--help`. */
export function examples(command: Command, ...lines: string[]): Command {
  return command.addHelpText("after", `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`);
}

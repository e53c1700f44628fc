import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit-code.ts";
import { createProgram } from "./program.ts";
import { endedJob, exampleAnswers, recordRun } from "./recorded-run.fixture.ts";

const before = process.cwd();
beforeAll(() => process.chdir(mkdtempSync(join(tmpdir(), "pomona-program-"))));
afterAll(() => process.chdir(before));

const leaves = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
const pathOf = (command: Command): string[] => (command.parent ? [...pathOf(command.parent), command.name()] : []);
const program = createProgram({
  terminal: { columns: null, write: () => undefined, note: () => undefined },
} as unknown as Context);
const commands = leaves(program).map((command) => pathOf(command).join(" "));

/** The words of a command line as a shell would split it: quotes and `>` only. */
function words(line: string): string[] {
  const [command = ""] = line.split(" > ");
  return [...command.matchAll(/(?:"([^"]*)"|'([^']*)'|(\S+))/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}

describe("every command", () => {
  it("is one of the documented ones", () => {
    expect(commands).toMatchInlineSnapshot(`
      [
        "import",
        "query",
        "similar",
        "function create",
        "function train",
        "function combine",
        "function review",
        "function publish",
        "function edit",
        "function list",
        "function show",
        "function health",
        "function rename",
        "function delete",
        "function rescore",
        "function eval",
        "function propose",
        "function versions",
        "function diff",
        "function rollback",
        "function scores",
        "function export",
        "function import",
        "slice create",
        "slice update",
        "slice list",
        "slice show",
        "slice reviewed",
        "slice delete",
        "projection create",
        "projection layout",
        "projection list",
        "projection show",
        "projection clusters",
        "projection export",
        "projection image",
        "projection rename",
        "projection delete",
        "automation create",
        "automation edit",
        "automation list",
        "automation show",
        "automation dry-run",
        "automation log",
        "automation deliveries",
        "automation pause",
        "automation resume",
        "automation run",
        "automation retry",
        "automation delete",
        "batch create",
        "batch list",
        "batch show",
        "batch delete",
        "export",
        "serve",
        "spaces",
        "models",
        "space create",
        "space derive",
        "space refit",
        "space embed",
        "space edit",
        "space delete",
        "vectors import",
        "datasets",
        "dataset delete",
        "project create",
        "project list",
        "project delete",
        "jobs",
        "job show",
        "job cancel",
        "job failures",
        "job retry",
        "row show",
        "row edit",
        "row delete",
        "edit rows",
        "edit list",
        "edit undo",
        "fields",
        "facets",
        "histogram",
        "roots list",
        "roots add",
        "token create",
        "token list",
        "token revoke",
        "storage show",
        "storage reclaim",
        "doctor",
      ]
    `);
  });

  it.each(commands)("`pomona %s --help` shows its options and examples that work", async (name) => {
    const help = await recordRun([...name.split(" "), "--help"], {});
    expect(help.exitCode).toBe(exitCodes.done);
    expect(help.stdout).toContain("--data <dir>");
    const lines = [...help.stdout.matchAll(/^ {2}\$ pomona (.*)$/gm)].map(([, line = ""]) => line);
    expect(lines.length).toBeGreaterThan(0);
    if (name === "serve") return;
    for (const line of lines) {
      expect(line.startsWith(name)).toBe(true);
      const { exitCode, stderr } = await recordRun(
        words(line),
        {
          ...exampleAnswers(),
          getJob: () =>
            endedJob({
              result: {
                dataset: "shop",
                failed: [],
                failedCount: 0,
                imported: 1,
                replaced: 0,
                unchanged: 0,
                duplicates: 0,
                warnings: [],
                jobs: [],
                space: "mine",
                freedBytes: 0,
                deleted: 1,
                evaluations: [],
                rows: 0,
                looked: 0,
                highestLift: 1,
                clusters: 0,
                dropped: { tooSmall: 0, tooDense: 0 },
                proposals: [],
              },
            }),
        },
        // A review goes on until the user has enough.
        { typed: name === "function review" ? ["y", "q"] : "y" },
      );
      // Examples name files and batches of their own; that those are missing is all that may be wrong.
      if (exitCode !== exitCodes.done) expect(stderr).toMatch(/^error: (There is no file or folder|There is no batch)/);
    }
  });
});

import type { FunctionHealth } from "@pomona/contract/function-versions";
import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { count } from "../../render/quantities.ts";
import { oneLine } from "../../render/width.ts";
import { examples, onRun } from "../command.ts";

export function addHealth(group: Command, context: Context): void {
  const command = group
    .command("health <name>")
    .description("Tells whether the rows that arrive are still like those that the function was made on.");
  examples(command, 'pomona function health "green apples"');
  onRun(command, context, "existing", async (run, [name = ""]) => {
    const health = await run.client.functionHealth({ name }, { signal: run.signal });
    await run.show(health, () => renderHealth(health));
    return undefined;
  });
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const chance = (p: number): string => (p < 1e-4 ? "p < 0.0001" : `p = ${p.toPrecision(2)}`);
const verdict = (isFlagged: boolean): string => (isFlagged ? "DIFFERS" : "as before");

export function renderHealth({
  version,
  arrived,
  compared,
  reference,
  novelty,
  shift,
  reason,
}: FunctionHealth): string {
  const lines = [
    `${count(arrived)} rows arrived since version ${version} was made; the newest ${count(compared)} are compared with ${count(reference)} from before`,
  ];
  if (reason !== null) lines.push(reason);
  if (novelty) {
    lines.push(
      `new kinds of rows: ${verdict(novelty.isFlagged)}; ${percent(novelty.share)} are far from examples and random rows, ${percent(novelty.expected)} were (${novelty.test}, ${chance(novelty.pValue)})`,
    );
    if (novelty.isFlagged) lines.push(`  such as ${novelty.examples.map((key) => oneLine(key)).join(", ")}`);
  }
  if (shift)
    lines.push(
      `scores: ${verdict(shift.isFlagged)}; ${percent(shift.aboveAfter)} reach the threshold, ${percent(shift.aboveBefore)} did (${shift.test}: ${shift.statistic.toFixed(3)}, ${chance(shift.pValue)})`,
    );
  return lines.join("\n");
}

/** Results for people: times, memory, and for each aim whether it was met. */
export function tableOf(results, checks) {
  const lines = [row(["", "median ms", "min", "max", "runs", "RSS +MB", "loop p99", ""])];
  for (const result of results) lines.push(row(cells(result)));
  if (checks.length > 0) lines.push("");
  for (const { id, what, value, atMost, atLeast, isMet } of checks) {
    const line = `  ${`${id}: ${what}`.padEnd(56)}${shown(value).padStart(10)}`;
    lines.push(`${line}${aimOf({ value, atMost, atLeast })}${isMet === false ? "  MISSED" : ""}`);
  }
  return lines.join("\n");
}

function aimOf({ value, atMost, atLeast }) {
  if (atMost !== undefined) return `  at most ${shown(atMost).padEnd(8)} ${shown(value / atMost)} of it`;
  return atLeast === undefined ? "" : `  at least ${shown(atLeast).padEnd(7)} ${shown(value / atLeast)} of it`;
}

function cells({ id, skipped, medianMs, minMs, maxMs, runs, rssGrowthMb, eventLoopP99Ms, ...rest }) {
  if (skipped) return [id, "", "", "", "", "", "", `left out: ${skipped}`];
  const more = Object.entries(rest)
    .filter(([name, value]) => typeof value === "number" && !/^(anonGrowthMb|rssMb)$/.test(name))
    .map(([name, value]) => (name === "value" ? `${shown(value)} ${rest.unit}` : `${name} ${shown(value)}`));
  return [id, medianMs, minMs, maxMs, runs, rssGrowthMb, eventLoopP99Ms, more.join(", ")];
}

const WIDTHS = [22, 11, 10, 10, 6, 10, 10];
const row = ([id, ...values]) =>
  `  ${id.padEnd(WIDTHS[0])}${values.map((value, i) => (i < 6 ? shown(value).padStart(WIDTHS[i + 1]) : `   ${value}`)).join("")}`.trimEnd();

function shown(value) {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toFixed(3)));
}

import { expect, it } from "vitest";
import type { Terminal } from "./context.ts";
import { createProgress, describeJobs } from "./progress.ts";
import { endedJob } from "./recorded-run.fixture.ts";

const running = endedJob({
  title: "Embed in cn3",
  state: "running",
  done: 412,
  total: 2127,
  ratePerSecond: 31.2,
  secondsLeft: 55,
  failed: 2,
});
const line = "Embed in cn3: 412 of 2,127 rows, 2 failed, 31.2/s, 55 s left";

function notes(isNoteTty: boolean, times: number[], jobAt = (_time: number) => running): string {
  let written = "";
  let now = 0;
  const terminal = {
    isNoteTty,
    columns: 200,
    note: (text: string) => {
      written += text;
    },
  } as Terminal;
  const progress = createProgress(terminal, () => now);
  for (const time of times) {
    now = time;
    progress.show([jobAt(time)]);
  }
  progress.end();
  return written;
}

it("says what runs, how far it is, how fast, and how much waits behind it", () => {
  expect(describeJobs([running])).toBe(line);
  expect(describeJobs([endedJob({ id: "q", state: "queued" }), running])).toBe(`${line} (+1 more job)`);
  expect(describeJobs([endedJob()])).toBe(null);
  const laying = { title: "Lay out shop", unit: "percent", stage: "neighbours", done: 31, total: 100 } as const;
  expect(describeJobs([endedJob({ ...laying, state: "running", secondsLeft: 70 })])).toBe(
    "Lay out shop: finding neighbours, 31 %, 1 min 10 s left",
  );
});

it("rewrites one line on a terminal and takes it away at the end", () => {
  expect(notes(true, [0, 50, 200])).toBe(`\r\x1b[K${line}\r\x1b[K${line}\r\x1b[K`);
});

it("writes a line every ten seconds elsewhere, and none that says the same again", () => {
  const times = [0, 500, 9000, 10_000, 15_000, 20_500];
  const later = endedJob({ ...running, done: 600, secondsLeft: 40 });
  expect(notes(false, times, (time) => (time < 20_000 ? running : later))).toBe(
    `${line}\nEmbed in cn3: 600 of 2,127 rows, 2 failed, 31.2/s, 40 s left\n`,
  );
  const fitting = endedJob({ title: "Derive cn3-256", state: "running", done: 0, total: null, failed: 0 });
  expect(notes(false, times, () => fitting)).toBe("Derive cn3-256: under way\n");
});

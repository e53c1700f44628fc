import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

test("memory that scans share with their threads is given back", async () => {
  const script = fileURLToPath(new URL("./collect-garbage.fixture.ts", import.meta.url));
  // Not in this process: vitest leaves enough other garbage for V8 to collect all by itself.
  const { stdout } = await run(process.execPath, ["--import", "tsx", "--conditions=@pomona/source", script]);
  const { sharedMb, grownMb } = JSON.parse(stdout) as { sharedMb: number; grownMb: number };
  expect(sharedMb).toBeGreaterThan(700);
  expect(grownMb).toBeLessThan(300);
}, 120_000);

// Runs every test and ends with a plain line: `N passed, N failed`. `node scripts/test.mjs SUITE…` runs some suites only.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const reports = mkdtempSync(join(tmpdir(), "pomona-test-"));

/** A suite is a vitest run, or a command that passes or fails as one test. */
const SUITES = {
  build: { command: ["npm", "run", "--silent", "build"] },
  lint: { command: ["npx", "--no-install", "biome", "ci", "--max-diagnostics=40"] },
  unit: { vitest: [] },
  product: { vitest: ["--config", "vitest.e2e.config.ts", "e2e/product"] },
  browser: { vitest: ["--config", "vitest.e2e.config.ts", "e2e/browser"] },
};
const ALIASES = { e2e: ["build", "browser"], all: Object.keys(SUITES) };

const asked = process.argv.slice(2);
const names = (asked.length > 0 ? asked : ["all"]).flatMap((name) => ALIASES[name] ?? [name]);
const unknown = names.filter((name) => !(name in SUITES));
if (unknown.length > 0) {
  console.error(
    `There is no suite ${unknown.join(", ")}. Suites: ${[...Object.keys(SUITES), ...Object.keys(ALIASES)].join(", ")}`,
  );
  process.exit(2);
}

const sum = { passed: 0, failed: 0, skipped: 0 };
let ran = 0;
const timings = [];
for (const name of names) {
  const started = Date.now();
  console.log(`\n── ${name} ${"─".repeat(Math.max(0, 60 - name.length))}`);
  const suite = SUITES[name];
  const counts = suite.vitest ? await vitest(name, suite.vitest) : await command(suite.command);
  if (suite.vitest) ran += counts.passed + counts.failed;
  for (const key of Object.keys(sum)) sum[key] += counts[key];
  timings.push(`${name} ${((Date.now() - started) / 1000).toFixed(1)} s${counts.failed > 0 ? " FAILED" : ""}`);
  // Everything after a failed build would fail for the same reason.
  if (name === "build" && counts.failed > 0) break;
}
rmSync(reports, { recursive: true, force: true });
if (ran === 0) {
  console.error("No test ran.");
  sum.failed += 1;
}
console.log(`\n${timings.join(", ")} (${availableParallelism()} cores)`);
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ""}`);
process.exitCode = sum.failed > 0 ? 1 : 0;

async function command([program, ...given]) {
  const code = await run(program, given);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

async function vitest(name, given) {
  const report = join(reports, `${name}.json`);
  const code = await run(process.execPath, [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    ...given,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  let files = [];
  try {
    files = JSON.parse(readFileSync(report, "utf8")).testResults;
  } catch {
    console.error(`${name}: vitest left no report.`);
  }
  for (const file of files) {
    for (const test of file.assertionResults) {
      if (test.status === "passed") counts.passed += 1;
      else if (test.status === "failed") counts.failed += 1;
      else {
        counts.skipped += 1;
        console.log(`skipped: ${relative(root, file.name)}: ${test.fullName}`);
      }
    }
    // A file that cannot be loaded has no tests to fail.
    if (file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed")) counts.failed += 1;
  }
  if (code !== 0 && counts.failed === 0) counts.failed += 1;
  if (counts.passed + counts.failed === 0) {
    console.error(`${name}: no test ran.`);
    counts.failed += 1;
  }
  return counts;
}

function run(program, given) {
  return new Promise((resolve) => {
    const child = spawn(program, given, { cwd: root, stdio: "inherit" });
    child.on("error", (error) => {
      console.error(String(error));
      resolve(1);
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

// What must hold before a commit: style and fences, types, unit tests, no dead code, generated files up to date.
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const steps = [
  ["style and fences", "npx", "--no-install", "biome", "ci"],
  ["types", "npx", "--no-install", "tsc", "-b"],
  ["types of the end-to-end tests", "npx", "--no-install", "tsc", "-p", "e2e"],
  ["unit tests", "npx", "--no-install", "vitest", "run"],
  ["dead code", "npx", "--no-install", "knip"],
  ["regenerate docs/openapi.json", "node", "scripts/openapi.mjs"],
  ["generated files are committed", "git", "diff", "--exit-code", "--", "docs/openapi.json"],
];
for (const [title, program, ...given] of steps) {
  console.log(`\n── ${title}`);
  const { status } = spawnSync(program, given, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    console.error(`\ncheck failed: ${title}`);
    process.exit(status ?? 1);
  }
}
console.log("\ncheck passed");

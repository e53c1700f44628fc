import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "pomona-fences-"));
  cpSync(join(root, "biome.json"), join(copy, "biome.json"));
  execFileSync("git", ["init", "-q"], { cwd: copy });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What Biome says of one file with this content at this place. */
function lint(path: string, content: string): { ok: boolean; text: string } {
  const file = join(copy, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  const result = spawnSync(process.execPath, [join(root, "node_modules/@biomejs/biome/bin/biome"), "lint", path], {
    cwd: copy,
    encoding: "utf8",
  });
  rmSync(file);
  return { ok: result.status === 0, text: result.stdout + result.stderr };
}

const importing = (source: string) => `import { x } from "${source}";\nexport const y = x;\n`;

test.each([
  ["packages/contract/src/bad.ts", "@pomona/server/app", "imports no other package of ours"],
  ["packages/contract/src/bad.ts", "node:fs", "no Node modules"],
  ["packages/contract/src/bad.ts", "hono", "zod only"],
  ["packages/compute/src/bad.ts", "@pomona/contract/filter", "none of our packages"],
  ["packages/compute/src/bad.ts", "node:fs", "no I/O"],
  ["packages/projector/src/bad.ts", "@pomona/contract/filter", "no other package of ours"],
  ["packages/projector/src/gl/bad.ts", "node:fs", "no Node modules"],
  ["packages/projector/src/bad.ts", "react", "without a framework"],
  ["packages/sdk/src/bad.ts", "@pomona/server/app", "contract only"],
  ["packages/sdk/src/bad.ts", "node:fs", "browser"],
  ["packages/web/src/bad.ts", "@pomona/server/app", "over HTTP"],
  ["packages/web/src/features/grid/bad.ts", "../functions/slider.ts", "never import each other"],
  ["packages/web/src/features/grid/bad.ts", "../../features/functions/slider.ts", "never import each other"],
  ["packages/server/src/store/bad.ts", "../curation/search.ts", "point downwards"],
  ["packages/server/src/store/bad.ts", "../jobs/queue.ts", "point downwards"],
  ["packages/server/src/workers/deep/bad.ts", "../../http/problem.ts", "point downwards"],
  ["packages/server/src/models/bad.ts", "../app.ts", "point downwards"],
  ["packages/server/src/curation/bad.ts", "../http/problem.ts", "point downwards"],
  ["packages/server/src/curation/bad.ts", "../jobs/queue.ts", "point downwards"],
  ["packages/server/src/jobs/bad.ts", "../http/problem.ts", "point downwards"],
  ["packages/server/src/http/bad.ts", "../serve.ts", "point downwards"],
  ["packages/server/src/http/bad.ts", "@duckdb/node-api", "SQL lives in store/"],
  ["packages/server/src/curation/bad.ts", "hono", "web framework"],
])("%s may not import %s", (path, source, reason) => {
  const result = lint(path, importing(source));
  expect(result.ok).toBe(false);
  expect(result.text.replaceAll(/\s+/g, " ")).toContain(reason);
});

test.each([
  ["packages/contract/src/good.ts", "zod"],
  ["packages/contract/src/good.ts", "./rows.ts"],
  ["packages/compute/src/good.ts", "./kernels/dot.ts"],
  ["packages/projector/src/gl/good.ts", "../point-cloud.ts"],
  ["packages/projector/src/good.ts", "./camera.ts"],
  ["packages/sdk/src/good.ts", "@pomona/contract/routes"],
  ["packages/web/src/good.ts", "@pomona/sdk/client"],
  ["packages/web/src/features/grid/good.ts", "./card.tsx"],
  ["packages/web/src/features/grid/good.ts", "../../ui/button.tsx"],
  ["packages/server/src/store/good.ts", "@pomona/contract/jobs"],
  ["packages/server/src/curation/good.ts", "../store/database.ts"],
  ["packages/server/src/curation/good.ts", "@pomona/contract/jobs"],
  ["packages/server/src/jobs/good.ts", "../curation/search.ts"],
  ["packages/server/src/http/good.ts", "hono"],
])("%s may import %s", (path, source) => {
  const result = lint(path, importing(source));
  expect(result.text).not.toContain("noRestrictedImports");
  expect(result.ok).toBe(true);
});

test("any, import cycles, enums, default exports, long functions and names that are not kebab-case are refused", () => {
  expect(lint("packages/contract/src/loose.ts", "export const x: any = 1;\n").text).toContain("noExplicitAny");
  expect(lint("packages/contract/src/kinds.ts", "export enum Kind { A }\n").text).toContain("noEnum");
  expect(lint("packages/contract/src/only.ts", "export default 1;\n").text).toContain("noDefaultExport");
  expect(lint("packages/contract/src/CamelCase.ts", "export const x = 1;\n").text).toContain("useFilenamingConvention");
  const long = `export function f() {\n${"  console.log(1);\n".repeat(90)}}\n`;
  expect(lint("packages/server/src/long.ts", long).text).toContain("noExcessiveLinesPerFunction");
  expect(lint("packages/server/src/longer.ts", "export const a = 1;\n".repeat(401)).text).toContain(
    "noExcessiveLinesPerFile",
  );
  const other = join(copy, "packages/server/src/ring.ts");
  mkdirSync(dirname(other), { recursive: true });
  writeFileSync(other, 'import { b } from "./loop.ts";\nexport const a = () => b;\n');
  expect(
    lint("packages/server/src/loop.ts", 'import { a } from "./ring.ts";\nexport const b = () => a;\n').text,
  ).toContain("noImportCycles");
});

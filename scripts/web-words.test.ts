import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../packages/web/src", import.meta.url));
const components = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
  /(?<!\.test)\.tsx$/.test(name),
);

/** Words between tags, and in the attributes that people read or hear. */
const WORDS = [
  /(?<!=)>\s*([A-Za-z][A-Za-z' ,.]*[a-z])\s*<\//g,
  /\b(?:aria-label|title|label|placeholder|hint|alt|description|action)="([^"\n]*[A-Z][a-z]+[^"\n]*)"/g,
];

it("no component has words of its own: they are all in copy.ts", () => {
  expect(components.length).toBeGreaterThan(30);
  const found = components.flatMap((name) => {
    const text = readFileSync(join(root, name), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    return WORDS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, words]) => `${name}: ${words}`));
  });
  expect(found).toEqual([]);
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { copy } from "../packages/web/src/copy.ts";

const root = fileURLToPath(new URL("../packages/web/src", import.meta.url));
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
  .map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));

/** How the sheet writes a key. */
const SHOWN: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  " ": "Space",
  // The key of + without Shift.
  "=": "+",
};
const NAMED = "Arrow(?:Left|Right|Up|Down)|Home|End|PageUp|PageDown|Enter|Escape|Delete|Backspace|Tab";
const HANDLED = [
  /\bkey(?:\.toLowerCase\(\))? === "([^"]+)"/g,
  new RegExp(`case "(${NAMED}| |[a-z/?])":`, "g"),
  new RegExp(`^\\s*(${NAMED}): "`, "gm"),
];

it("lists every key that some page listens to", () => {
  const listed = copy.keys.flatMap(({ entries }) =>
    entries.flatMap(([, keys]) => keys.split(/ then |, | \+ | |(?=[←→↑↓])/)),
  );
  const handled = sources.flatMap(({ name, text }) =>
    HANDLED.flatMap((pattern) => [...text.matchAll(pattern)].map(([, key = ""]) => ({ name, key }))),
  );
  expect(handled.length).toBeGreaterThan(10);
  const missing = handled.filter(
    ({ key }) => !listed.some((shown) => shown.toLowerCase() === (SHOWN[key] ?? key).toLowerCase()),
  );
  expect(missing).toEqual([]);
});

it("leads with G to places that are there", () => {
  const shortcuts = readFileSync(join(root, "app/use-shortcuts.ts"), "utf8");
  const letters = [...shortcuts.matchAll(/^ {2}([a-z]): "\/|isPair && event\.key === "([a-z])"/gm)].map(
    ([, place, field]) => place ?? field,
  );
  const shown = copy.keys.flatMap(({ entries }) => entries.flatMap(([, keys]) => /^G then (.)$/.exec(keys)?.[1] ?? []));
  expect(shown.map((letter) => letter.toLowerCase()).sort()).toEqual([...letters].sort());
});

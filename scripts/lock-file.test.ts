import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));

it("npm is told of no install script of onnxruntime-node, which would fetch from outside the registry", () => {
  const entries = Object.entries<{ hasInstallScript?: boolean }>(lock.packages);
  const scripted = entries.filter(([place, entry]) => place.endsWith("/onnxruntime-node") && entry.hasInstallScript);
  expect(scripted, "run `node scripts/lock-platforms.mjs` after changing dependencies").toEqual([]);
});

import { functionFile } from "@pomona/contract/function-versions";
import { afterEach, beforeEach, expect, test } from "vitest";
import { externalSpace, openTestWorkspace, type TestWorkspace } from "../workspace.fixture.ts";
import { importFunction } from "./import-function.ts";

let opened: TestWorkspace;
beforeEach(async () => {
  opened = await openTestWorkspace(10);
});
afterEach(() => opened.close());

const MODEL = "builtin/use-en@1";
const vector = Buffer.from(new Uint8Array(Float32Array.of(1, 0).buffer)).toString("base64");
const file = functionFile.parse({
  format: "pomona-function",
  formatVersion: 1,
  name: "f",
  kind: "similarity",
  version: 1,
  space: { name: "small", dims: 2, model: MODEL, fingerprint: "fitted to other rows" },
  anchors: [{ sign: "+", kind: "vector", key: null, text: null, picture: null, by: null, at: null, why: null, vector }],
  parameters: {},
  probe: null,
  combination: null,
  threshold: 0.5,
  truth: null,
  note: null,
  exported: "2026-01-01T00:00:00.000Z",
  parts: [],
});
const refusal = async (): Promise<string> =>
  importFunction(opened.workspace, { file, by: "owner" }).then(
    () => "imported",
    (error: Error) => error.message,
  );

test("a space that is fitted to other rows of the same model is not to be had by making one with the model", async () => {
  expect(await refusal()).toContain(`make one with ${MODEL} (pomona space create)`);
  const space = await externalSpace(opened.workspace, "texts", 3);
  await opened.workspace.database.write((tx) =>
    tx.run("UPDATE spaces SET model = ?, kind = 'model', fingerprint = 'texts' WHERE id = ?", [MODEL, space.id]),
  );
  const words = await refusal();
  expect(words).toContain("a derived space is fitted to the rows of its catalog");
  expect(words).not.toContain("pomona space create");
});

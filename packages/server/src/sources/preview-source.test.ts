import { expect, test } from "vitest";
import { previewSource } from "./preview-source.ts";
import { fileOf, folderOf } from "./read-all.fixture.ts";

const request = { format: "auto", mapping: {}, labelFrom: "folder", keyPrefix: "", dataset: "preview" } as const;

test("shows columns with roles and types and the first rows, bad ones with their reason", async () => {
  const path = await fileOf("a.csv", "id,text,label,price\n1,one,x,1.5\n2,two\n3,three,y,2\n4,four,y,3\n");
  expect(await previewSource({ ...request, path }, 3)).toEqual({
    format: "csv",
    columns: [
      { name: "id", role: "key", type: "text" },
      { name: "text", role: "text", type: "text" },
      { name: "label", role: "labels", type: "text" },
      { name: "price", role: "metadata", type: "number" },
    ],
    rows: [
      { item: "a.csv:3", line: 3, failed: "bad-record", message: expect.stringContaining("2 fields") },
      { key: "1", content: "one", labels: ["x"], tags: [], metadata: { price: 1.5 } },
      { key: "3", content: "three", labels: ["y"], tags: [], metadata: { price: 2 } },
    ],
  });
});

test("shows the first files of a folder", async () => {
  const folder = await folderOf({ "c/a.txt": "a", "c/b.txt": "b" });
  expect(await previewSource({ ...request, path: folder }, 1)).toMatchObject({
    format: "texts",
    rows: [{ key: "c/a.txt", content: `${folder}/c/a.txt`, labels: ["c"] }],
  });
});

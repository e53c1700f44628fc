import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ItemFailure } from "@pomona/contract/imports";
import { tempFolder } from "../media/temp-folder.fixture.ts";
import { openSource, type SourceRequest } from "./open-source.ts";
import type { Source, SourceRow } from "./source.ts";

/** Files in a folder of their own. */
export async function folderOf(files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = await tempFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

export async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  return join(await folderOf({ [name]: content }), name);
}

export interface ReadSource {
  source: Source;
  rows: SourceRow[];
  failures: ItemFailure[];
  warnings: ItemFailure[];
  batchCount: number;
}

/** Everything a source yields. */
export async function readAll(
  path: string,
  request: Partial<SourceRequest> = {},
  batchRows?: number,
): Promise<ReadSource> {
  const source = await openSource({
    path,
    format: "auto",
    mapping: {},
    labelFrom: "none",
    keyPrefix: "",
    dataset: "test",
    ...request,
  });
  const read: ReadSource = { source, rows: [], failures: [], warnings: [], batchCount: 0 };
  try {
    for await (const batch of source.batches(batchRows === undefined ? {} : { batchRows })) {
      read.batchCount++;
      read.rows.push(...batch.rows);
      read.failures.push(...batch.failures);
      read.warnings.push(...(batch.warnings ?? []));
    }
  } finally {
    await source.close();
  }
  return read;
}

/** What a failure says, without its message. */
export const brief = ({ item, line, column, code }: ItemFailure) => ({
  item,
  ...(line === undefined ? {} : { line }),
  ...(column === undefined ? {} : { column }),
  code,
});

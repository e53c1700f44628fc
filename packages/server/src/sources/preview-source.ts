import type { ImportFormat } from "@pomona/contract/imports";
import { openSource, type SourceOptions, type SourceRequest } from "./open-source.ts";
import type { Source, SourceRow } from "./source.ts";

export interface SourcePreview {
  format: ImportFormat;
  columns: Source["columns"];
  rows: Record<string, unknown>[];
}

const PREVIEW_CHARACTERS = 500;

function contentPreview({ content }: SourceRow): string {
  if ("text" in content) return content.text.slice(0, PREVIEW_CHARACTERS);
  if ("path" in content) return content.path;
  if ("url" in content) return content.url;
  return `${content.name ?? "image"} (${content.bytes.length} bytes)`;
}

/** What an import would read: columns with roles and types, and the first rows as they would go in. Nothing is imported or fetched. */
export async function previewSource(
  request: SourceRequest,
  limit: number,
  options: SourceOptions = {},
): Promise<SourcePreview> {
  const source = await openSource(request, options);
  const rows: Record<string, unknown>[] = [];
  try {
    for await (const batch of source.batches({ batchRows: limit })) {
      for (const failure of batch.failures)
        rows.push({ item: failure.item, line: failure.line, failed: failure.code, message: failure.message });
      for (const row of batch.rows)
        rows.push({
          key: row.key,
          content: contentPreview(row),
          labels: row.labels,
          tags: row.tags,
          metadata: { ...row.metadata },
        });
      if (rows.length >= limit) break;
    }
    return { format: source.format as ImportFormat, columns: source.columns, rows: rows.slice(0, limit) };
  } finally {
    await source.close();
  }
}

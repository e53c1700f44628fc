import { convertMetadata } from "../../sources/metadata-types.ts";
import type { MetadataColumn } from "../../store/metadata-columns.ts";
import type { SourceSaid } from "../../store/row-table.ts";

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const fieldOf = (said: SourceSaid, name: string) =>
  Object.hasOwn(said.metadata, name) ? (said.metadata[name] ?? null) : null;

/** What a source says, without the fields it gives no value. */
export const sayingOf = ({ labels, tags, metadata }: SourceSaid): SourceSaid => ({
  labels,
  tags,
  metadata: Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null)),
});

/** What a source said when its fields may have had other types, in the types they have now. */
export function inFieldTypes(said: SourceSaid, columns: readonly MetadataColumn[]): SourceSaid {
  const metadata = { ...said.metadata };
  for (const { name, type } of columns) {
    const value = fieldOf(said, name);
    if (value !== null) metadata[name] = convertMetadata(value, type) ?? value;
  }
  return { ...said, metadata };
}

/**
 * What a row that is imported again is to hold: what its source says differently from `source`, its last import, and
 * what the catalog holds `now` for all the rest, so that edits by hand outlive an import that says nothing new of
 * them. Labels count as one thing, tags too, and each metadata field for itself; a field that the source does not name
 * stays. `source` of the answer is what to compare the next import with.
 */
export function keepEdits(
  said: SourceSaid,
  known: { now: SourceSaid; source: SourceSaid },
): { row: SourceSaid; source: SourceSaid } {
  const { now, source } = known;
  const changed = Object.entries(said.metadata).filter(([name, value]) => !isSame(value, fieldOf(source, name)));
  return {
    row: {
      labels: isSame(said.labels, source.labels) ? now.labels : said.labels,
      tags: isSame(said.tags, source.tags) ? now.tags : said.tags,
      metadata: Object.fromEntries([...Object.entries(now.metadata), ...changed]),
    },
    source: sayingOf({
      labels: said.labels,
      tags: said.tags,
      metadata: Object.fromEntries([...Object.entries(source.metadata), ...Object.entries(said.metadata)]),
    }),
  };
}

import { copy } from "../../copy.ts";
import { formatBytes, formatCount, formatMoment } from "../../ui/format.ts";
import type { WholeRow } from "./row-sidebar.tsx";

/** Every field of a row that is not shown elsewhere. */
export function FieldList({ row }: { row: WholeRow }) {
  const fields: [string, string][] = [
    [copy.fieldTitles.dataset, row.dataset],
    [copy.fieldTitles.mediaType, row.format ? `${row.mediaType} · ${row.format}` : row.mediaType],
    ...(row.width && row.height
      ? [[copy.sizeInPixels, `${formatCount(row.width)} × ${formatCount(row.height)}`] as [string, string]]
      : []),
    ...(row.bytes === null ? [] : [[copy.fieldTitles.bytes, formatBytes(row.bytes)] as [string, string]]),
    [copy.fieldTitles.created, formatMoment(row.created)],
    ...(row.uri ? [[copy.fieldTitles.uri, row.uri] as [string, string]] : []),
    ...row.projects.map(({ project, batch }): [string, string] => [copy.inBatch, `${project} / ${batch}`]),
    ...(row.duplicatesOf.length > 0 ? [[copy.sameContentAs, row.duplicatesOf.join(", ")] as [string, string]] : []),
    ...(row.contentHash ? [[copy.contentHash, row.contentHash] as [string, string]] : []),
  ];
  return (
    <dl className="m-0 grid grid-cols-[minmax(5.5rem,auto)_1fr] gap-x-4 gap-y-1.5">
      {fields.map(([term, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row may be in two batches, which repeats the term
        <div key={`${term} ${index}`} className="contents">
          <dt className="text-ink-mute">{term}</dt>
          <dd className="m-0 min-w-0 [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

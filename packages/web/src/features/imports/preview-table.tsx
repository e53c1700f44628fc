import type { api } from "../../api/client.ts";
import { copy } from "../../copy.ts";
import { Cell, HeadCell, Table } from "../../ui/table.tsx";
import { flattenPreview } from "./flatten-preview.ts";

export type PreviewAnswer = Awaited<ReturnType<typeof api.previewImport>>;

/** The first rows of a source as they would go in. */
export function PreviewTable({ answer }: { answer: PreviewAnswer }) {
  if (answer.rows.length === 0)
    return <p className="m-0 rounded-md bg-warn-wash px-3 py-2 text-warn">{copy.previewEmpty}</p>;
  const { columns, rows } = flattenPreview(answer.rows);
  return (
    <>
      <p className="m-0 mb-1.5 text-ink-mute text-xs">{copy.previewOf(answer.rows.length, answer.format)}</p>
      <Table label={copy.preview}>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeadCell key={column}>{column}</HeadCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two rows of a source may be the same
            <tr key={index}>
              {row.map((value, at) => (
                <Cell key={columns[at]}>
                  <span className="block max-w-64 truncate text-xs" title={value}>
                    {value}
                  </span>
                </Cell>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}

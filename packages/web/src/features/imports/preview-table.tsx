import type { api } from "../../api/client.ts";
import { copy } from "../../copy.ts";
import { Cell, HeadCell, Table } from "../../ui/table.tsx";
import { flattenPreview } from "./flatten-preview.ts";

export type PreviewAnswer = Awaited<ReturnType<typeof api.previewImport>>;

/** The first rows of a source as they would go in, and the part each of its columns would play. */
export function PreviewTable({ answer }: { answer: PreviewAnswer }) {
  if (answer.rows.length === 0)
    return <p className="m-0 rounded-md bg-warn-wash px-3 py-2 text-warn">{copy.previewEmpty}</p>;
  const { columns, rows } = flattenPreview(answer.rows);
  return (
    <div>
      <p className="m-0 mb-1.5 text-ink-mute text-xs">{copy.previewOf(answer.rows.length, answer.format)}</p>
      <ul aria-label={copy.columns} className="m-0 mb-2 flex list-none flex-wrap gap-1.5 p-0 text-xs">
        {answer.columns.map((column) => (
          <li key={column.name} className="rounded-full bg-sunken px-2 py-0.5">
            {column.name} <span className="text-ink-mute">{copy.columnRole(column.role, column.type)}</span>
          </li>
        ))}
      </ul>
      <div className="max-h-64 overflow-y-auto">
        <Table label={copy.preview}>
          <thead>
            <tr>
              {columns.map((column) => (
                <HeadCell key={column}>{column}</HeadCell>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.join("\n")}>
                {row.map((value, index) => (
                  <Cell key={columns[index]}>
                    <span className="block max-w-64 truncate text-xs">{value}</span>
                  </Cell>
                ))}
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </div>
  );
}

import type { api } from "../../api/client.ts";
import { copy } from "../../copy.ts";
import { Cell, HeadCell, Table } from "../../ui/table.tsx";

export type PreviewAnswer = Awaited<ReturnType<typeof api.previewImport>>;

/** The first rows of a source, with the part each column would play. */
export function PreviewTable({ answer }: { answer: PreviewAnswer }) {
  if (answer.rows.length === 0)
    return <p className="m-0 rounded-md bg-warn-wash px-3 py-2 text-warn">{copy.previewEmpty}</p>;
  return (
    <div>
      <p className="m-0 mb-1.5 text-ink-mute text-xs">{copy.previewOf(answer.rows.length, answer.format)}</p>
      <div className="max-h-72 overflow-y-auto">
        <Table label={copy.preview}>
          <thead>
            <tr>
              {answer.columns.map((column) => (
                <HeadCell key={column.name}>
                  {column.name}{" "}
                  <span className="font-normal">
                    {column.role === column.name ? column.type : copy.columnRole(column.role, column.type)}
                  </span>
                </HeadCell>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: previewed rows have no name of their own
              <tr key={index}>
                {answer.columns.map((column) => (
                  <Cell key={column.name}>
                    <span className="block max-w-64 truncate text-xs">{cellText(row[column.name])}</span>
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

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

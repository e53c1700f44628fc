import { copy } from "../../copy.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/field.tsx";
import { Popover } from "../../ui/popover.tsx";
import type { TableColumns } from "./use-table-columns.ts";

const GROUPS = [
  ["fields", copy.fields],
  ["metadata", copy.metadataColumns],
  ["scores", copy.scoreColumns],
] as const;

/** Which columns the table has. */
export function ColumnPicker({ columns }: { columns: TableColumns }) {
  const { all, chosen, setChosen, reset } = columns;
  return (
    <Popover title={copy.chooseColumns} trigger={<IconButton icon="columns" label={copy.chooseColumns} />}>
      <div className="flex flex-col gap-4 p-4">
        {GROUPS.map(([group, title]) => {
          const members = all.filter((column) => column.group === group);
          if (members.length === 0) return null;
          return (
            <fieldset key={group} className="m-0 flex flex-col gap-2 border-0 p-0">
              <legend className="mb-1 p-0 font-medium text-ink-mute text-xs">{title}</legend>
              {members.map((column) => (
                <Checkbox
                  key={column.id}
                  label={column.title}
                  isChecked={chosen.includes(column.id)}
                  onChecked={(isChecked) =>
                    setChosen(isChecked ? [...chosen, column.id] : chosen.filter((id) => id !== column.id))
                  }
                />
              ))}
            </fieldset>
          );
        })}
        <Button onClick={reset}>{copy.resetColumns}</Button>
      </div>
    </Popover>
  );
}

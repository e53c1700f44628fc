import type { MetadataType } from "@pomona/contract/fields";
import { copy } from "../../copy.ts";
import { Select } from "../../ui/field.tsx";
import { Cell, HeadCell, Table } from "../../ui/table.tsx";
import { COLUMN_ROLES, type ColumnChoice, type ColumnRole, METADATA_TYPES } from "./column-choices.ts";

/** The part that each column of a table plays, to be changed before the import. */
export function MappingEditor({
  columns,
  onRole,
  onType,
}: {
  columns: readonly ColumnChoice[];
  onRole: (name: string, role: ColumnRole) => void;
  onType: (name: string, type: MetadataType) => void;
}) {
  return (
    <Table label={copy.columns}>
      <thead>
        <tr>
          <HeadCell>{copy.column}</HeadCell>
          <HeadCell>{copy.becomes}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ name, role, type }) => (
          <tr key={name}>
            <Cell>
              <span className="block max-w-56 truncate font-medium" title={name}>
                {name}
              </span>
            </Cell>
            <Cell>
              <div className="flex flex-wrap gap-2 py-1">
                <Select
                  label={copy.roleOf(name)}
                  isLabelHidden
                  className="w-44"
                  value={role}
                  options={COLUMN_ROLES.map((value) => ({ value, label: copy.columnRoles[value] }))}
                  onValue={(value) => onRole(name, value as ColumnRole)}
                />
                {role === "metadata" ? (
                  <Select
                    label={copy.typeOf(name)}
                    isLabelHidden
                    className="w-40"
                    value={type}
                    options={METADATA_TYPES.map((value) => ({ value, label: copy.metadataTypes[value] }))}
                    onValue={(value) => onType(name, value as MetadataType)}
                  />
                ) : null}
              </div>
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

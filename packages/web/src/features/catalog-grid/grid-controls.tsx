import { useQuery } from "@tanstack/react-query";
import { fieldsQuery, functionsQuery } from "../../api/queries.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { Slider } from "../../ui/slider.tsx";
import { useStoredState } from "../../ui/stored-state.ts";
import { ColumnPicker } from "./column-picker.tsx";
import type { TableColumns } from "./use-table-columns.ts";
import { ViewSwitch } from "./view-switch.tsx";

const SMALLEST_TILE_PX = 72;
const LARGEST_TILE_PX = 420;
const DEFAULT_TILE_PX = 168;

/** How this browser likes its grid: tile size, and whether pictures are shown whole or fill their tile. */
export function useGridLook() {
  const isSize = (value: unknown): boolean =>
    typeof value === "number" && value >= SMALLEST_TILE_PX && value <= LARGEST_TILE_PX;
  const [tilePx, setTilePx] = useStoredState("tile", DEFAULT_TILE_PX, isSize);
  const [isFitted, setIsFitted] = useStoredState("fitted", false, (value) => typeof value === "boolean");
  return { tilePx, setTilePx, isFitted, setIsFitted };
}

interface GridControlsProps {
  look: ReturnType<typeof useGridLook>;
  columns: TableColumns;
}

/** The order of the rows, how they are shown, and what that view can be told. */
export function GridControls({ look, columns }: GridControlsProps) {
  const { search, isSimilar, patchSearch } = useCatalog();
  const fields = useQuery(fieldsQuery).data ?? [];
  const functions = useQuery(functionsQuery).data ?? [];
  const options = [
    { value: "", label: copy.arrival },
    ...functions.map((one) => ({ value: `-function:${one.name}`, label: copy.byFunction(one.name) })),
    ...fields.filter((field) => field.sortable).flatMap((field) => sortOptions(field.name)),
  ];
  const sort = search.sort ?? "";
  if (!options.some((option) => option.value === sort)) options.push({ value: sort, label: sort });
  return (
    <div className="flex items-center gap-2 max-sm:gap-1">
      {isSimilar || search.view === "map" ? null : (
        <Select
          label={copy.sortBy}
          isLabelHidden
          className="w-36 sm:w-44"
          value={sort}
          onValue={(value) => patchSearch({ sort: value || undefined })}
          options={options}
        />
      )}
      <ViewSwitch />
      {search.view === undefined || search.view === "split" ? (
        <>
          <Slider
            className="w-20 px-2 max-sm:hidden"
            labels={[copy.tileSize]}
            values={[look.tilePx]}
            min={SMALLEST_TILE_PX}
            max={LARGEST_TILE_PX}
            step={4}
            format={(value) => `${value} px`}
            onValues={([value]) => look.setTilePx(value ?? DEFAULT_TILE_PX)}
          />
          <IconButton
            icon={look.isFitted ? "fit" : "fill"}
            label={look.isFitted ? copy.fillTiles : copy.fitTiles}
            onClick={() => look.setIsFitted(!look.isFitted)}
          />
        </>
      ) : null}
      {search.view === "table" ? <ColumnPicker columns={columns} /> : null}
    </div>
  );
}

function sortOptions(name: string) {
  const title = (copy.fieldTitles as Record<string, string>)[name] ?? name.replace(/^metadata\./, "");
  return [
    { value: name, label: copy.ascending(title) },
    { value: `-${name}`, label: copy.descending(title) },
  ];
}

import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";

const VIEWS = ["grid", "list", "table", "map", "split"] as const;

/** Grid, list, table, map, or map and grid; the address keeps it. */
export function ViewSwitch() {
  const { search, patchSearch } = useCatalog();
  const shown = search.view ?? "grid";
  return (
    <fieldset aria-label={copy.view} className="m-0 flex rounded-md border border-line bg-surface p-0">
      {VIEWS.map((view) => (
        <IconButton
          key={view}
          icon={view}
          label={copy.views[view]}
          isPressed={shown === view}
          className="h-[30px] w-[30px]"
          onClick={() => patchSearch({ view: view === "grid" ? undefined : view })}
        />
      ))}
    </fieldset>
  );
}

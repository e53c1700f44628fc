import { api } from "../../api/client.ts";
import type { MapAsked } from "../../api/projection-queries.ts";
import { readColourCode } from "../../catalog/colour-choice.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { fieldTitle } from "./colour-options.ts";
import { useShownTheme } from "./use-shown-theme.ts";

const WIDTH = 1200;
const HEIGHT = 800;

/** A picture of the map by the server, for browsers that cannot draw one. */
export function StillMap({ map: { name, version } }: { map: MapAsked }) {
  const { search } = useCatalog();
  const theme = useShownTheme();
  const choice = readColourCode(search.colour);
  const field = choice?.kind === "field" ? choice.field : "label";
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2 overflow-auto p-3">
      <p role="status" className="m-0 rounded-md bg-warn-wash px-3 py-1.5 text-warn">
        {copy.noWebgl} {copy.stillColouredBy(fieldTitle(field))}
      </p>
      <img
        src={api.url("mapImage", { name, version, width: WIDTH, height: HEIGHT, theme, field })}
        alt={copy.mapImageOf(name)}
        width={WIDTH}
        height={HEIGHT}
        className="h-auto min-h-0 max-w-full rounded-lg border border-line object-contain"
      />
    </div>
  );
}

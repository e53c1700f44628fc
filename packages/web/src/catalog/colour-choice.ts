import type { MapColour } from "@pomona/contract/projections";
import type { MapView } from "@pomona/contract/slices";
import { cameraText } from "./search-params.ts";
import type { SearchPatch } from "./use-catalog-state.ts";

/** What the points of a map are coloured by, as a user chooses it. */
export type ColourChoice =
  | { kind: "field"; field: string }
  | { kind: "function"; name: string }
  /** Of the search that the catalog shows. */
  | { kind: "similarity" }
  | { kind: "agreement"; fields: readonly [string, string] }
  | { kind: "cluster"; level: number }
  | { kind: "arrival" };

/** The text that stands for a choice in the address: `field:label`, `cluster:0`, `agreement:label|metadata.predicted`. */
export function colourCode(choice: ColourChoice): string {
  if (choice.kind === "field") return `field:${choice.field}`;
  if (choice.kind === "function") return `function:${choice.name}`;
  if (choice.kind === "agreement") return `agreement:${choice.fields.map(encodeURIComponent).join("|")}`;
  return choice.kind === "cluster" ? `cluster:${choice.level}` : choice.kind;
}

/** The choice of a text; undefined where it stands for none. */
export function readColourCode(code: string | undefined): ColourChoice | undefined {
  if (code === "similarity" || code === "arrival") return { kind: code };
  const [, kind, rest = ""] = /^(\w+):(.+)$/s.exec(code ?? "") ?? [];
  if (kind === "field") return { kind, field: rest };
  if (kind === "function") return { kind, name: rest };
  if (kind === "cluster") return /^\d$/.test(rest) ? { kind, level: Number(rest) } : undefined;
  if (kind !== "agreement") return undefined;
  const [one, other, ...more] = rest.split("|").map(decoded);
  return one && other && more.length === 0 ? { kind, fields: [one, other] } : undefined;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** What the server is asked for; undefined for the similarity of a search that is not there. */
export function toMapColour(
  choice: ColourChoice,
  similarity: Extract<MapColour, { similarity: unknown }>["similarity"] | undefined,
): MapColour | undefined {
  switch (choice.kind) {
    case "field":
      return { field: choice.field };
    case "function":
      return { function: choice.name };
    case "agreement":
      return { agreement: [...choice.fields] };
    case "cluster":
      return { cluster: choice.level };
    case "arrival":
      return { arrival: true };
    case "similarity":
      return similarity === undefined ? undefined : { similarity };
  }
}

/** The choice behind what the server was asked for. */
export function ofMapColour(by: MapColour): ColourChoice {
  if ("field" in by) return { kind: "field", field: by.field };
  if ("function" in by) return { kind: "function", name: by.function };
  if ("agreement" in by) return { kind: "agreement", fields: by.agreement };
  if ("cluster" in by) return { kind: "cluster", level: by.cluster };
  return "arrival" in by ? { kind: "arrival" } : { kind: "similarity" };
}

/** What restores the map that a slice keeps. */
export const viewPatch = ({ projection, version, camera, colour, isSplit }: MapView): SearchPatch => ({
  view: isSplit ? "split" : "map",
  map: projection,
  mapVersion: version,
  at: cameraText(camera),
  colour: colour === undefined ? undefined : colourCode(ofMapColour(colour)),
});

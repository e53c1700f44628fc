import type { ColourLegend } from "@pomona/contract/map-binary";
import type { LegendLine } from "@pomona/projector/point-cloud";
import type { ColourChoice } from "../../catalog/colour-choice.ts";
import { formatCount } from "../../ui/format.ts";
import { legendEntries, scaleColour, type Theme } from "./map-colours.ts";
import { entryText, scaleText } from "./map-legend.tsx";

interface ShownLegend {
  title: string;
  choice: ColourChoice;
  /** Undefined while it is being fetched: a picture has the title alone then. */
  legend: ColourLegend | undefined;
  theme: Theme;
}

/** Where a legend of a scale names its colours. */
const STOPS = [0, 0.25, 0.5, 0.75, 1];

/** The legend as lines of a saved picture of the map. */
export function pictureLegend({ title, choice, legend, theme }: ShownLegend): LegendLine[] {
  if (legend === undefined) return [{ text: title }];
  if (legend.kind === "scale") {
    const lines = STOPS.map((share) => ({
      text: scaleText(legend, legend.low + share * (legend.high - legend.low)),
      colour: scaleColour(theme, share),
    }));
    return [{ text: title }, ...lines];
  }
  const lines = legendEntries(legend, theme).map((entry) => ({
    text: `${entryText(entry, choice, legend)} (${formatCount(entry.count)})`,
    colour: `rgb(${entry.colour.join(" ")})`,
  }));
  return [{ text: title }, ...lines];
}

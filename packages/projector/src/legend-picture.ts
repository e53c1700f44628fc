import type { Viewport } from "./camera.ts";
import type { OverlayPart } from "./overlay.ts";
import type { LegendLine } from "./point-cloud.ts";

/** Where a legend lies in a picture, in CSS pixels. */
export const LEGEND = { left: 12, top: 12, line: 18, size: 12, dot: 5, indent: 16 } as const;

/** The lines that a picture has the height for; of more, the last says that there are more. */
export function linesThatFit(legend: readonly LegendLine[], { height }: Viewport): readonly LegendLine[] {
  const most = Math.max(0, Math.floor((height - 2 * LEGEND.top) / LEGEND.line));
  if (legend.length <= most) return legend;
  return most === 0 ? [] : [...legend.slice(0, most - 1), { text: `… ${legend.length - most + 1}` }];
}

/** A legend at the top left of a picture, with a rim that stands out from points of any colour. */
export const legendPicture =
  (legend: readonly LegendLine[]): OverlayPart =>
  (context, { ink, viewport }) => {
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.font = `${LEGEND.size}px system-ui, sans-serif`;
    context.lineWidth = 3;
    context.strokeStyle = ink.halo;
    linesThatFit(legend, viewport).forEach(({ text, colour }, i) => {
      const y = LEGEND.top + (i + 0.5) * LEGEND.line;
      if (colour !== undefined) {
        context.beginPath();
        context.arc(LEGEND.left + LEGEND.dot, y, LEGEND.dot, 0, 2 * Math.PI);
        context.stroke();
        context.fillStyle = colour;
        context.fill();
      }
      const x = LEGEND.left + (colour === undefined ? 0 : LEGEND.indent);
      context.strokeText(text, x, y);
      context.fillStyle = ink.text;
      context.fillText(text, x, y);
    });
  };

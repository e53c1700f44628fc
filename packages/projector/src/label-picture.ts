import type { OverlayPart } from "./overlay.ts";
import type { PlacedLabel } from "./place-labels.ts";

/** Labels drawn as text: for pictures, where there are no buttons. */
export const labelPicture =
  (placed: readonly PlacedLabel[], fontOf: (level: number) => string): OverlayPart =>
  (context, { ink }) => {
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const { label, left, top, opacity } of placed) {
      context.font = fontOf(label.level);
      context.globalAlpha = opacity;
      context.strokeStyle = ink.halo;
      context.lineWidth = 3;
      context.strokeText(label.text, left, top);
      context.fillStyle = ink.text;
      context.fillText(label.text, left, top);
    }
  };

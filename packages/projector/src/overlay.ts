import type { Viewport } from "./camera.ts";
import type { Camera } from "./point-cloud.ts";

/** Colours of what is drawn over the points, as CSS. */
export interface OverlayInk {
  /** Outlines of regions and rings. */
  accent: string;
  /** Fill of regions: see-through. */
  wash: string;
  /** Lines between points. */
  link: string;
  /** Round lines and texts, so that they stand out from points of any colour. */
  halo: string;
  text: string;
}

export const overlayInk = (theme: "light" | "dark"): OverlayInk =>
  theme === "dark"
    ? {
        accent: "#f5f5f4",
        wash: "rgb(245 245 244 / 0.12)",
        link: "rgb(245 245 244 / 0.55)",
        halo: "rgb(12 10 9 / 0.8)",
        text: "#f5f5f4",
      }
    : {
        accent: "#1c1917",
        wash: "rgb(28 25 23 / 0.08)",
        link: "rgb(28 25 23 / 0.5)",
        halo: "rgb(255 255 255 / 0.85)",
        text: "#1c1917",
      };

export interface OverlayView {
  camera: Camera;
  viewport: Viewport;
  ink: OverlayInk;
}

/** Something that draws over the points, in CSS pixels of the element. */
export type OverlayPart = (context: CanvasRenderingContext2D, view: OverlayView) => void;

export interface Overlay {
  /** Clears and draws all parts, the first lowest. */
  draw(parts: readonly OverlayPart[], view: OverlayView): void;
  resize(viewport: Viewport, devicePixels: number): void;
  remove(): void;
}

/** Draws the outline of the path in the accent, with a rim that stands out from points of any colour. */
export const strokeWithHalo = (
  context: CanvasRenderingContext2D,
  { accent, halo }: Pick<OverlayInk, "accent" | "halo">,
  width: number,
): void => {
  context.lineJoin = "round";
  context.strokeStyle = halo;
  context.lineWidth = width + 2;
  context.stroke();
  context.strokeStyle = accent;
  context.lineWidth = width;
  context.stroke();
};

/** One canvas over the points for all that is drawn as lines and pictures; it takes no pointer. */
export const createOverlay = (element: HTMLElement): Overlay => {
  const canvas = element.ownerDocument.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  Object.assign(canvas.style, {
    position: "absolute",
    inset: "0",
    width: "100%",
    height: "100%",
    pointerEvents: "none",
  });
  element.append(canvas);
  const context = canvas.getContext("2d");
  let pixels = 1;
  let isEmpty = true;
  return {
    resize: ({ width, height }, devicePixels) => {
      pixels = devicePixels;
      canvas.width = Math.max(1, Math.round(width * devicePixels));
      canvas.height = Math.max(1, Math.round(height * devicePixels));
      isEmpty = true;
    },
    draw: (parts, view) => {
      if (context === null) return;
      // Clearing a large canvas costs a composite of the page; with nothing on it there is nothing to clear.
      if (!isEmpty) {
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.clearRect(0, 0, canvas.width, canvas.height);
      }
      isEmpty = parts.length === 0;
      for (const part of parts) {
        context.setTransform(pixels, 0, 0, pixels, 0, 0);
        context.save();
        part(context, view);
        context.restore();
      }
    },
    remove: () => canvas.remove(),
  };
};

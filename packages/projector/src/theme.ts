type Colour = readonly [number, number, number];

/** Colours of the map itself, red, green, blue of 0 to 255. */
export interface Theme {
  ground: Colour;
  /** Bands and contours of density. */
  ink: Colour;
  /** Around selected points. */
  halo: Colour;
  /** What dimmed points fade to. */
  dimmed: Colour;
  /** Points without a colour. */
  neutral: Colour;
}

export const THEMES: Record<"light" | "dark", Theme> = {
  light: {
    ground: [250, 250, 251],
    ink: [82, 94, 118],
    halo: [17, 20, 28],
    dimmed: [196, 200, 207],
    neutral: [118, 126, 141],
  },
  dark: {
    ground: [17, 19, 24],
    ink: [150, 166, 196],
    halo: [255, 255, 255],
    dimmed: [58, 63, 73],
    neutral: [148, 156, 171],
  },
};

/** What a picture of a map is drawn from. */
export interface PictureInput {
  /** Places of points, in map units, y upwards. In memory that threads share, as `pixels`. */
  x: Float32Array;
  y: Float32Array;
  /** Of each point, its colour in `palette`. */
  colours: Uint16Array;
  /** Red, green, blue of each colour, 0 to 255. */
  palette: Uint8Array;
  width: number;
  height: number;
  /** Red, green, blue behind the points. */
  ground: readonly [number, number, number];
  /** Filled with red, green, blue of each pixel, rows from the top: `width` * `height` * 3 bytes. */
  pixels: Uint8Array;
}

/** Pixels that stay free on each side, as a share of the shorter one. */
const MARGIN = 0.04;

/** How map units become pixels: the whole map in the middle, as large as it can be. */
function fitted({ x, y, width, height }: PictureInput): { scale: number; left: number; top: number } {
  let [lowX, highX, lowY, highY] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    const [px, py] = [x[i] as number, y[i] as number];
    if (px < lowX) lowX = px;
    if (px > highX) highX = px;
    if (py < lowY) lowY = py;
    if (py > highY) highY = py;
  }
  const margin = MARGIN * Math.min(width, height);
  const room = Math.min((width - 2 * margin) / (highX - lowX), (height - 2 * margin) / (highY - lowY));
  // One point, or all in one place: any scale will do.
  const scale = Number.isFinite(room) ? room : 1;
  return { scale, left: width / 2 - ((lowX + highX) / 2) * scale, top: height / 2 + ((lowY + highY) / 2) * scale };
}

/**
 * Draws points as small discs with soft edges, whose colours are mixed where they cover each other; the denser, the more of
 * the ground is covered. Deterministic. Cost: linear in points and pixels, some 200 ms for a million points.
 */
export function drawMap(input: PictureInput): void {
  const { x, y, colours, palette, width, height } = input;
  const { scale, left, top } = fitted(input);
  const radius = Math.max(0.5, Math.min(5, Math.sqrt((width * height) / Math.max(1, x.length)) / 6));
  const weights = new Float32Array(width * height);
  const sums = new Float32Array(width * height * 3);
  for (let i = 0; i < x.length; i++) {
    const px = (x[i] as number) * scale + left;
    const py = top - (y[i] as number) * scale;
    const colour = (colours[i] as number) * 3;
    const lastRow = Math.min(height - 1, Math.ceil(py + radius));
    const lastColumn = Math.min(width - 1, Math.ceil(px + radius));
    for (let row = Math.max(0, Math.floor(py - radius)); row <= lastRow; row++) {
      for (let column = Math.max(0, Math.floor(px - radius)); column <= lastColumn; column++) {
        const [dx, dy] = [column + 0.5 - px, row + 0.5 - py];
        const weight = Math.min(1, radius + 0.5 - Math.sqrt(dx * dx + dy * dy));
        if (weight <= 0) continue;
        const at = row * width + column;
        weights[at] = (weights[at] as number) + weight;
        for (let channel = 0; channel < 3; channel++)
          sums[at * 3 + channel] = (sums[at * 3 + channel] as number) + weight * (palette[colour + channel] as number);
      }
    }
  }
  blend(input, weights, sums);
}

/** Covers the ground by the mean colour of each pixel: nine tenths of it where as many points lie as on the fullest tenth of pixels. */
function blend({ ground, pixels }: PictureInput, weights: Float32Array, sums: Float32Array): void {
  const lit = weights.filter((weight) => weight > 0).sort();
  const full = Math.max(1, lit[Math.floor(lit.length * 0.9)] ?? 1);
  const strength = Math.log(10) / full;
  for (let at = 0; at < weights.length; at++) {
    const weight = weights[at] as number;
    // A lone point must be seen beside the densest place.
    const cover = weight > 0 ? Math.max(1 - Math.exp(-weight * strength), 0.35 * Math.min(1, weight)) : 0;
    for (let channel = 0; channel < 3; channel++) {
      const colour = weight > 0 ? (sums[at * 3 + channel] as number) / weight : 0;
      pixels[at * 3 + channel] = Math.round((ground[channel] as number) * (1 - cover) + colour * cover);
    }
  }
}

/** One part: the whole picture. */
export const pictureTasks = {
  drawMap: (input: PictureInput, _part: number): void => drawMap(input),
};

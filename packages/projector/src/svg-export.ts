import type { Viewport } from "./camera.ts";
import { LEGEND, linesThatFit } from "./legend-picture.ts";
import type { LegendLine } from "./point-cloud.ts";

export interface SvgPoints {
  /** Middles in CSS pixels, in the order of drawing. Those out of view are left out. */
  left: ArrayLike<number>;
  top: ArrayLike<number>;
  /** Colour of each as CSS. */
  colourOf(index: number): string;
  opacityOf(index: number): number;
  radiusPx: number;
}

export interface SvgLabel {
  left: number;
  top: number;
  text: string;
  sizePx: number;
  opacity: number;
}

export interface SvgOptions {
  viewport: Viewport;
  /** Colours as CSS. */
  ground: string;
  ink: string;
  fontFamily: string;
  points: SvgPoints;
  /** The points as a PNG (a data URL) of the whole view; needed for more than 100,000. */
  picture?: string | undefined;
  /** Corners in CSS pixels. */
  regions: readonly ArrayLike<number>[];
  rings: readonly { left: number; top: number }[];
  links: readonly { from: { left: number; top: number }; to: { left: number; top: number } }[];
  labels: readonly SvgLabel[];
  legend: readonly LegendLine[];
}

/** Up to so many points are circles. */
export const MOST_CIRCLES = 100_000;

/** What XML 1.0 cannot hold, not even escaped: controls, surrogates without a partner, two non-characters. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text for the content or an attribute of XML. */
export const escapeXml = (text: string): string =>
  text.replaceAll(NOT_XML, "\u{FFFD}").replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign]!);

const short = (value: number) => String(Math.round(value * 100) / 100);

const circles = ({ left, top, colourOf, opacityOf, radiusPx }: SvgPoints, { width, height }: Viewport): string[] => {
  const parts: string[] = [];
  for (let i = 0; i < left.length; i++) {
    const [x, y] = [left[i]!, top[i]!];
    const isSeen = x >= -radiusPx && x <= width + radiusPx && y >= -radiusPx && y <= height + radiusPx;
    if (!isSeen) continue;
    const opacity = opacityOf(i);
    const faint = opacity < 1 ? ` opacity="${short(opacity)}"` : "";
    const place = `cx="${short(x)}" cy="${short(y)}" r="${short(radiusPx)}"`;
    parts.push(`<circle ${place} fill="${escapeXml(colourOf(i))}"${faint}/>`);
  }
  return parts;
};

const pathOf = (corners: ArrayLike<number>): string => {
  const places: string[] = [];
  for (let at = 0; at + 1 < corners.length; at += 2) places.push(`${short(corners[at]!)} ${short(corners[at + 1]!)}`);
  return places.length === 0 ? "" : `M${places.join("L")}Z`;
};

const labelText = ({ left, top, text, sizePx, opacity }: SvgLabel) =>
  `<text x="${short(left)}" y="${short(top)}" font-size="${short(sizePx)}" opacity="${short(opacity)}">${escapeXml(text)}</text>`;

const legendLines = (lines: readonly LegendLine[], ink: string): string[] =>
  lines.map(({ text, colour }, i) => {
    const y = LEGEND.top + (i + 0.5) * LEGEND.line;
    const dot =
      colour === undefined
        ? ""
        : `<circle cx="${LEGEND.left + LEGEND.dot}" cy="${y}" r="${LEGEND.dot}" fill="${escapeXml(colour)}"/>`;
    const x = LEGEND.left + (colour === undefined ? 0 : LEGEND.indent);
    return `${dot}<text x="${x}" y="${y}" fill="${escapeXml(ink)}">${escapeXml(text)}</text>`;
  });

/**
 * A view of the map as SVG: points as circles, or as an embedded picture where there are more than 100,000 (or one is
 * given); then regions, links, rings, labels as text, and the legend. About 60 bytes a point. Throws where there are too
 * many points and no picture.
 */
export const svgOf = (options: SvgOptions): string => {
  const { viewport, picture, points } = options;
  const [width, height] = [short(viewport.width), short(viewport.height)];
  const [ground, ink, font] = [options.ground, options.ink, options.fontFamily].map(escapeXml);
  if (picture === undefined && points.left.length > MOST_CIRCLES) {
    throw new RangeError(`${points.left.length} points are too many for circles: give their picture as well.`);
  }
  const drawn =
    picture === undefined
      ? circles(points, viewport)
      : [`<image width="${width}" height="${height}" href="${escapeXml(picture)}"/>`];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${font}">`,
    `<rect width="${width}" height="${height}" fill="${ground}"/>`,
    `<g>`,
    ...drawn,
    `</g>`,
    `<g fill="none" stroke="${ink}" stroke-width="1.5">`,
    ...options.regions.map((corners) => `<path d="${pathOf(corners)}"/>`),
    ...options.links.map(
      ({ from, to }) =>
        `<line x1="${short(from.left)}" y1="${short(from.top)}" x2="${short(to.left)}" y2="${short(to.top)}" opacity="0.5"/>`,
    ),
    ...options.rings.map(({ left, top }) => `<circle cx="${short(left)}" cy="${short(top)}" r="7"/>`),
    `</g>`,
    `<g fill="${ink}" stroke="${ground}" stroke-width="3" stroke-linejoin="round" paint-order="stroke" text-anchor="middle" dominant-baseline="central" font-weight="600">`,
    ...options.labels.map(labelText),
    `</g>`,
    `<g font-size="${LEGEND.size}" stroke="${ground}" stroke-width="3" stroke-linejoin="round" paint-order="stroke" dominant-baseline="central">`,
    ...legendLines(linesThatFit(options.legend, viewport), options.ink),
    `</g>`,
    `</svg>`,
    "",
  ].join("\n");
};

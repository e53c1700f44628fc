import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeXml, MOST_CIRCLES, type SvgOptions, svgOf } from "./svg-export.ts";

const options = (more: Partial<SvgOptions> = {}): SvgOptions => ({
  viewport: { width: 400, height: 300 },
  ground: "#ffffff",
  ink: "#111111",
  fontFamily: "sans-serif",
  points: { left: [], top: [], colourOf: () => "#000000", opacityOf: () => 1, radiusPx: 2 },
  regions: [],
  rings: [],
  links: [],
  labels: [],
  legend: [],
  ...more,
});

const unescaped = (text: string) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

/** Any code points, half of them ASCII: with controls, surrogates without a partner and markup. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 127 }), fc.integer({ min: 0, max: 0x10ffff })), { maxLength: 50 })
  .map((points) => String.fromCodePoint(...points));

describe("a text in XML", () => {
  test("has no sign of markup and comes back as it was", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const escaped = escapeXml(text);
        expect(escaped).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
        expect(unescaped(escaped)).toBe(
          text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}"),
        );
      }),
    );
  });

  test("loses what XML cannot hold", () => {
    expect(escapeXml("a\u0000b\u001Fc\uD800d\uFFFEe")).toBe("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe");
    expect(escapeXml("tab\tline\n\u{1F4A1}")).toBe("tab\tline\n\u{1F4A1}");
  });
});

describe("the SVG", () => {
  test("has a circle for each point in view, in the order of drawing", () => {
    const left = [10, -50, 20.126, NaN, 402];
    const top = [10, 10, 30, 10, 299];
    const points = {
      left,
      top,
      colourOf: (i: number) => `#00000${i}`,
      opacityOf: (i: number) => (i === 2 ? 0.25 : 1),
      radiusPx: 2,
    };
    const circles = svgOf(options({ points })).match(/<circle .*\/>/g);
    expect(circles).toEqual([
      '<circle cx="10" cy="10" r="2" fill="#000000"/>',
      '<circle cx="20.13" cy="30" r="2" fill="#000002" opacity="0.25"/>',
      '<circle cx="402" cy="299" r="2" fill="#000004"/>',
    ]);
  });

  test("has the picture of more points than are drawn as circles, and does not do without", () => {
    const many = new Float32Array(MOST_CIRCLES + 1);
    const points = { ...options().points, left: many, top: many };
    const svg = svgOf(options({ points, picture: "data:image/png;base64,AAAA" }));
    expect(svg).toContain('<image width="400" height="300" href="data:image/png;base64,AAAA"/>');
    expect(svg).not.toContain("<circle");
    expect(() => svgOf(options({ points }))).toThrow("100001 points");
  });

  test("has labels as text and the legend line by line, whatever they hold", () => {
    const hostile = `"/><script>alert('x')</script>&`;
    const svg = svgOf(
      options({
        labels: [{ left: 5, top: 6, text: hostile, sizePx: 13, opacity: 1 }],
        legend: [{ text: hostile, colour: `red"/><script>` }, { text: "plain" }],
      }),
    );
    expect(svg).not.toContain("<script");
    expect(svg.match(/<text /g)).toHaveLength(3);
    expect(unescaped(svg)).toContain(hostile);
  });

  test("has as many lines of the legend as it is high, and says how many more there are", () => {
    const legend = Array.from({ length: 40 }, (_, i) => ({ text: `line ${i}` }));
    const svg = svgOf(options({ legend }));
    const texts = [...svg.matchAll(/<text [^>]*y="([\d.]+)"[^>]*>([^<]*)</g)].map(([, y, text]) => [Number(y), text]);
    expect(texts).toHaveLength(15);
    expect(texts.at(-1)).toEqual([expect.any(Number), "… 26"]);
    for (const [y] of texts) expect(y).toBeLessThan(300);
  });

  test("has regions, links and rings", () => {
    const svg = svgOf(
      options({
        regions: [[0, 0, 10, 0, 10, 10.005]],
        links: [{ from: { left: 1, top: 2 }, to: { left: 3, top: 4 } }],
        rings: [{ left: 7, top: 8 }],
      }),
    );
    expect(svg).toContain('<path d="M0 0L10 0L10 10.01Z"/>');
    expect(svg).toContain('<line x1="1" y1="2" x2="3" y2="4"');
    expect(svg).toContain('<circle cx="7" cy="8" r="7"/>');
  });
});

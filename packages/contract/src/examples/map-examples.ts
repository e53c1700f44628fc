import type { RouteExamples } from "./example.ts";

export const mapExamples = {
  mapPoints: { address: { name: "cn3", version: 3, precision: "uint16", colour: '{"field":"label"}' } },
  mapColours: { address: { name: "cn3" }, body: { version: 3, by: { function: "green apples" } } },
  mapMask: { address: { name: "cn3" }, body: { version: 3, selection: { filter: 'label = "apple"' } } },
  mapRows: {
    address: { name: "cn3" },
    body: { version: 3, ordinals: [0, 41] },
    response: { rows: [{ ordinal: 41, key: "shop/042.jpg", x: 3.25, y: -1.5 }] },
  },
  mapImage: { address: { name: "cn3", version: 3, width: 1200, height: 800, theme: "dark", field: "label" } },
} satisfies Partial<RouteExamples>;

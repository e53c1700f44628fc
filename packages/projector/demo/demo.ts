import { createPointCloud } from "../src/create-point-cloud.ts";
import type { PointCloud, PointFace, Tool } from "../src/point-cloud.ts";
import { bitsOfGroups, colourByGroup, colourByPlace } from "./demo-colours.ts";
import { type SyntheticPoints, syntheticPoints } from "./synthetic-points.ts";

declare global {
  interface Window {
    /** For tests of the page. */
    demo: { cloud: PointCloud; points: SyntheticPoints; events: string[] };
  }
}

const found = <E extends Element>(selector: string): E => {
  const element = document.querySelector<E>(selector);
  if (!element) throw new Error(`There is no ${selector} in the page.`);
  return element;
};
const control = (name: string) => found<HTMLInputElement>(`#controls [name=${name}]`);
const output = found<HTMLOutputElement>("output");

/** Choices may come from the address: ?points=1000000&theme=dark */
for (const [name, value] of new URLSearchParams(location.search)) {
  const element = document.querySelector<HTMLInputElement>(`#controls [name=${name}]`);
  if (element?.type === "checkbox") element.checked = value === "true";
  else if (element) element.value = value;
}

const faces = async (points: Uint32Array): Promise<(PointFace | null)[]> =>
  Array.from(points, (point) => (control("faces").checked ? { image: null, text: `row ${point}` } : null));

const cloud = createPointCloud(found<HTMLElement>("#map"), { faces });
let points = syntheticPoints(Number(control("points").value));
const events: string[] = [];
window.demo = { cloud, points, events };

function tell(event: string, text: string): void {
  events.push(event);
  output.value = text;
}

function showColours(): void {
  cloud.setColours(control("colour").value === "scale" ? colourByPlace(points) : colourByGroup(points));
}

function showFilter(): void {
  const filter = control("filter").value;
  if (filter === "") cloud.setMask(null);
  else cloud.setMask(bitsOfGroups(points, (group) => (filter === "half" ? group % 2 === 0 : group === 3)));
}

function showLabels(): void {
  const count = control("labels").checked ? points.middles.length / 2 : 0;
  cloud.setLabels(
    Array.from({ length: count }, (_, id) => ({
      id,
      x: points.middles[2 * id]!,
      y: points.middles[2 * id + 1]!,
      text: `Group ${id + 1}`,
      level: id < 8 ? 0 : 1,
      weight: count - id,
    })),
  );
}

function showTheme(): void {
  const theme = control("theme").value as "light" | "dark";
  document.body.classList.toggle("dark", theme === "dark");
  cloud.setTheme(theme);
}

function showPoints(): void {
  points = syntheticPoints(Number(control("points").value));
  window.demo.points = points;
  const started = performance.now();
  cloud.setPoints(points);
  showColours();
  cloud.setMask(null);
  cloud.setSelected(null);
  showFilter();
  showLabels();
  tell("points", `${points.x.length.toLocaleString("en")} points in ${Math.round(performance.now() - started)} ms`);
}

function highlightNeighbours(): void {
  const near = [1, 2, 3, 4, 5].map((i) => (i * 97) % points.x.length);
  cloud.setHighlights({ points: [0, ...near], links: near.map((point) => [0, point] as const) });
}

async function save(name: string, content: Promise<Blob>): Promise<void> {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

const changes: Record<string, () => void> = {
  points: showPoints,
  colour: showColours,
  filter: showFilter,
  labels: showLabels,
  theme: showTheme,
  density: () => cloud.setDensity(control("density").value as "auto" | "on" | "off"),
  tool: () => cloud.setTool(control("tool").value as Tool),
  shown: () => cloud.setShown(Math.round((points.x.length * Number(control("shown").value)) / 100)),
};
const clicks: Record<string, () => void> = {
  fit: () => cloud.fit(),
  add: () => cloud.addPoints(syntheticPoints(1000, { seed: 2 })),
  links: highlightNeighbours,
  clear: () => cloud.setSelected(null),
  png: () => void save("map.png", cloud.toPng(2)),
  svg: () =>
    void save(
      "map.svg",
      cloud.toSvg().then((text) => new Blob([text], { type: "image/svg+xml" })),
    ),
};
for (const [name, change] of Object.entries(changes)) control(name).addEventListener("input", change);
for (const [name, click] of Object.entries(clicks)) control(name).addEventListener("click", click);

cloud.on("click", ({ point }) => tell("click", point === null ? "beside all points" : `point ${point}`));
cloud.on("label", ({ id }) => tell("label", `label of group ${id + 1}`));
cloud.on("lost", () => tell("lost", "the context was lost"));
cloud.on("restored", () => tell("restored", "the context was restored"));
cloud.on("hover", (hover) => {
  events.push("hover");
  if (hover) output.value = `over point ${hover.point}`;
});
cloud.on("region", ({ polygon, mode }) => {
  const started = performance.now();
  const bits = cloud.pointsIn(polygon);
  const ms = performance.now() - started;
  let count = 0;
  for (let i = 0; i < points.x.length; i++) count += (bits[i >> 3]! >> (i & 7)) & 1;
  cloud.setSelected(bits);
  tell("region", `${mode}: ${count.toLocaleString("en")} points in ${ms.toFixed(1)} ms`);
});

showTheme();
changes.density?.();
showPoints();

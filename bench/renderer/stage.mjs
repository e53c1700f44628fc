import { points } from "./points.mjs";

/**
 * Who draws, each with `open({element, x, y, groups, palette, pointPx})`: a drawing of nothing yet with `canvas`, `show`
 * (the points), `move({x, y, zoom})`, `recolour`, `filter`, `lasso` (null: it has none) and `settled`.
 */
const CONTESTANTS = {
  pomona: () => import("./pomona.mjs"),
  "regl-scatterplot": () => import("./regl-scatterplot.mjs"),
  "deck.gl": () => import("./deck.mjs"),
};
const SIDE_PX = 900;
const GROUPS = 20;
/** No more frames of a drawing that takes this long. */
const PATIENCE_MS = 20_000;

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
let drawing;
let data;

/** Everything drawn up to now is on the canvas when this returns: reading a pixel waits for it. */
function finish() {
  const { canvas } = drawing;
  const gl = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
  if (gl) gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  else canvas.getContext("2d").getImageData(0, 0, 1, 1);
}

/** As an app that has opened its page and waits for the data: what draws is there, and has drawn nothing. */
const WAITING_MS = 500;

/** Makes the data and opens what draws; no point is drawn. */
async function prepare({ contestant, count }) {
  const { open } = await CONTESTANTS[contestant]();
  data = { ...points(count, GROUPS), pointPx: count > 300_000 ? 1.5 : 3 };
  drawing = await open({ element: document.querySelector("#map"), ...data });
  await new Promise((resolve) => setTimeout(resolve, WAITING_MS));
}

/** Milliseconds from typed arrays in hand to the first frame finished, and to the picture of all points. */
async function firstPaint() {
  const started = performance.now();
  await drawing.show();
  await nextFrame();
  finish();
  const firstMs = performance.now() - started;
  await drawing.settled();
  finish();
  return { firstMs, wholeMs: performance.now() - started };
}

const MOVES = {
  pan: (share) => ({ x: 0.3 * share, y: 0.15 * share, zoom: 1 }),
  zoom: (share) => ({ x: 0.1, y: 0.05, zoom: 1 + 3 * share }),
};

/** Milliseconds of each frame of a movement; a frame is over when it is drawn. */
async function frames({ movement, count }) {
  drawing.move(MOVES[movement](0));
  await drawing.settled();
  const list = [];
  const end = performance.now() + PATIENCE_MS;
  for (let i = 1; i <= count && (list.length < 2 || performance.now() < end); i++) {
    const started = performance.now();
    drawing.move(MOVES[movement](i / count));
    await nextFrame();
    finish();
    list.push(performance.now() - started);
  }
  drawing.move(MOVES.pan(0));
  await drawing.settled();
  return list;
}

/** Milliseconds of one frame of a movement, of a drawing that has no time for more. */
async function oneFrame() {
  const started = performance.now();
  drawing.move(MOVES.pan(1));
  await nextFrame();
  finish();
  return performance.now() - started;
}

/** Arguments are made beforehand: what is measured is the change alone. */
const CHANGES = {
  recolour: (round) => {
    const groups = data.groups.map((group) => (group * 7 + round) % GROUPS);
    return () => drawing.recolour(groups);
  },
  filter: (round) => {
    const passes = (i) => (data.groups[i] + round) % 2 === 0;
    const bits = new Uint8Array((data.x.length + 7) >> 3);
    const list = [];
    for (let i = 0; i < data.x.length; i++)
      if (passes(i)) {
        bits[i >> 3] |= 1 << (i & 7);
        list.push(i);
      }
    return () => drawing.filter({ bits, list });
  },
};

let change;
function prepareChange({ name, round }) {
  change = CHANGES[name](round);
}
async function makeChange() {
  await change();
  await nextFrame();
  await nextFrame();
}

/** Milliseconds to the count of points in a lasso of 200 corners around a third of the map. */
function lasso() {
  const polygon = [];
  for (let i = 0; i < 200; i++) {
    const angle = (i / 200) * 2 * Math.PI;
    const radius = 0.5 + 0.12 * Math.sin(angle * 7);
    polygon.push([0.1 + radius * Math.cos(angle), -0.05 + radius * Math.sin(angle)]);
  }
  const started = performance.now();
  const count = drawing.lasso(polygon);
  return count === null ? null : { ms: performance.now() - started, count };
}

window.stage = {
  prepare,
  firstPaint,
  frames,
  oneFrame,
  prepareChange,
  makeChange,
  lasso,
  settled: () => drawing.settled(),
  SIDE_PX,
};

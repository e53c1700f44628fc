import createScatterplot from "regl-scatterplot";

/** In its mode for many points: squares that are not blended. */
export async function open({ element, x, y, groups, palette, pointPx }) {
  const canvas = document.createElement("canvas");
  element.append(canvas);
  const scatterplot = createScatterplot({
    canvas,
    width: 900,
    height: 900,
    pointSize: pointPx,
    performanceMode: true,
    colorBy: "valueA",
    pointColor: Array.from({ length: palette.length / 3 }, (_, i) =>
      [...palette.slice(3 * i, 3 * i + 3)].map((v) => v / 255).concat(1),
    ),
    backgroundColor: [0.98, 0.98, 0.98, 1],
  });
  const once = (event) => new Promise((resolve) => scatterplot.subscribe(event, resolve, 1));
  const drawn = async (act) => {
    const done = once("draw");
    await act();
    await done;
  };
  let selected = [];
  scatterplot.subscribe("select", ({ points }) => {
    selected = points;
  });
  return {
    canvas,
    show: () => scatterplot.draw({ x, y, valueA: groups }),
    // Its camera: what is seen is the inverse of this matrix.
    move: ({ x: left, y: up, zoom }) =>
      scatterplot.view(new Float32Array([zoom, 0, 0, 0, 0, zoom, 0, 0, 0, 0, 1, 0, -left * zoom, -up * zoom, 0, 1]), {
        preventEvent: true,
      }),
    recolour: (values) => drawn(() => scatterplot.draw({ x, y, valueA: values })),
    filter: ({ list }) => drawn(() => scatterplot.filter(list)),
    lasso: (polygon) => {
      scatterplot.lassoSelect(polygon, { isGl: true });
      return selected.length;
    },
    settled: () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  };
}

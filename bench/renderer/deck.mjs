import { Deck, OrthographicView } from "@deck.gl/core";
import { ScatterplotLayer } from "@deck.gl/layers";

export async function open({ element, x, y, groups, palette, pointPx }) {
  const canvas = document.createElement("canvas");
  element.append(canvas);
  const positions = new Float32Array(x.length * 2);
  let groupsNow = groups;
  let alphas = null;
  const coloursOf = () => {
    const colours = new Uint8Array(x.length * 4);
    for (let i = 0; i < x.length; i++) {
      const group = groupsNow[i];
      for (let c = 0; c < 3; c++) colours[4 * i + c] = palette[3 * group + c];
      colours[4 * i + 3] = alphas && !((alphas[i >> 3] >> (i & 7)) & 1) ? 30 : 200;
    }
    return colours;
  };
  const layer = (colours) =>
    new ScatterplotLayer({
      id: "points",
      data: {
        length: x.length,
        attributes: {
          getPosition: { value: positions, size: 2 },
          getFillColor: { value: colours, size: 4, type: "unorm8", normalized: true },
        },
      },
      radiusUnits: "pixels",
      getRadius: pointPx / 2,
      antialiasing: false,
    });
  let drawn = () => undefined;
  const viewState = ({ x: left, y: up, zoom }) => ({ target: [left, up, 0], zoom: Math.log2(450 * zoom) });
  const deck = await new Promise((resolve) => {
    const made = new Deck({
      canvas,
      width: 900,
      height: 900,
      useDevicePixels: 1,
      views: new OrthographicView({ flipY: false }),
      viewState: viewState({ x: 0, y: 0, zoom: 1 }),
      layers: [],
      onAfterRender: () => {
        resolve(made);
        drawn();
      },
      onError: (error) => console.error(`deck.gl: ${error.message}`),
    });
  });
  const settled = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const redrawn = (act) =>
    new Promise((resolve) => {
      drawn = resolve;
      act();
    });
  return {
    canvas,
    show: () => {
      for (let i = 0; i < x.length; i++) {
        positions[2 * i] = x[i];
        positions[2 * i + 1] = y[i];
      }
      return redrawn(() => deck.setProps({ layers: [layer(coloursOf())] }));
    },
    move: (view) => deck.setProps({ viewState: viewState(view) }),
    recolour: (values) =>
      redrawn(() => {
        groupsNow = values;
        deck.setProps({ layers: [layer(coloursOf())] });
      }),
    filter: ({ bits }) =>
      redrawn(() => {
        alphas = bits;
        deck.setProps({ layers: [layer(coloursOf())] });
      }),
    lasso: () => null,
    settled,
  };
}

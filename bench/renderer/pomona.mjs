import { createPointCloud } from "@pomona/projector/create-point-cloud";

export async function open({ element, x, y, groups, palette }) {
  const cloud = createPointCloud(element, { reducesMotion: true });
  return {
    show: () => {
      cloud.setPoints({ x, y });
      cloud.setColours({ kind: "category", values: groups, palette });
    },
    canvas: element.querySelector("canvas"),
    move: (view) => cloud.setCamera({ x: view.x, y: view.y, scale: 450 * view.zoom }),
    recolour: (values) => cloud.setColours({ kind: "category", values, palette }),
    filter: ({ bits }) => cloud.setMask(bits),
    lasso: (polygon) => countOf(cloud.pointsIn(Float64Array.from(polygon.flat()))),
    settled: () => cloud.settled(),
  };
}

function countOf(bits) {
  let count = 0;
  for (let byte of bits) for (; byte > 0; byte &= byte - 1) count++;
  return count;
}

import type { Camera } from "./point-cloud.ts";

interface Moves {
  camera: () => Camera;
  move: (camera: Camera) => void;
  fit: () => void;
}

export function listenSimply(canvas: HTMLCanvasElement, { camera, move, fit }: Moves): () => void {
  const aborter = new AbortController();
  const { signal } = aborter;
  canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId), { signal });
  canvas.addEventListener(
    "pointermove",
    (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      const { x, y, scale } = camera();
      move({ x: x - event.movementX / scale, y: y + event.movementY / scale, scale });
    },
    { signal },
  );
  canvas.addEventListener("dblclick", fit, { signal });
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { x, y, scale } = camera();
      const next = scale * Math.exp(-event.deltaY * 0.002);
      const [dx, dy] = [event.offsetX - canvas.clientWidth / 2, canvas.clientHeight / 2 - event.offsetY];
      move({ x: x + dx / scale - dx / next, y: y + dy / scale - dy / next, scale: next });
    },
    { signal, passive: false },
  );
  return () => aborter.abort();
}

import { type PointerEvent, type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { fittedSize, moveBy, WHOLE, ZOOM_STEP, type ZoomBox, zoomAt } from "./zoom.ts";

/** Small pictures are enlarged, but not until they blur. */
const LARGEST_ENLARGEMENT = 2.5;
const PADDING_PX = 16;
const DOUBLE_CLICK_ZOOM = 3;

interface ZoomPictureProps {
  /** Size of the picture in its own pixels; null where it is not known. */
  size: { width: number; height: number } | null;
  children: ReactNode;
}

/** A picture to zoom (wheel, pinch, double click, buttons, keys + - 0) and to move (drag). */
export function ZoomPicture({ size, children }: ZoomPictureProps) {
  const frame = useRef<HTMLElement>(null);
  const [space, setSpace] = useState({ widthPx: 0, heightPx: 0 });
  const [zoom, setZoom] = useState(WHOLE);
  const inner = {
    widthPx: Math.max(1, space.widthPx - 2 * PADDING_PX),
    heightPx: Math.max(1, space.heightPx - 2 * PADDING_PX),
  };
  const fitted = size ? fittedSize(size, inner, LARGEST_ENLARGEMENT) : inner;
  const box: ZoomBox = { ...space, pictureWidthPx: fitted.widthPx, pictureHeightPx: fitted.heightPx };
  const boxNow = useRef(box);
  useEffect(() => {
    boxNow.current = box;
  });
  const zoomBy = useCallback(
    (factor: number, x = 0, y = 0) => setZoom((before) => zoomAt(before, factor, { x, y, box: boxNow.current })),
    [],
  );
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setSpace({ widthPx: element.clientWidth, heightPx: element.clientHeight }),
    );
    observer.observe(element);
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { x, y } = fromMiddle(element, event);
      zoomBy(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0025)), x, y);
    };
    // Not passive, as the page must not zoom or scroll with it.
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener("wheel", wheel);
    };
  }, [zoomBy]);
  useZoomKeys(zoomBy, () => setZoom(WHOLE));
  const pointers = usePointers({
    move: (by) => setZoom((before) => moveBy(before, by, boxNow.current)),
    pinch: (factor, at) => zoomBy(factor, at.x, at.y),
  });
  const isZoomed = zoom.scale > 1;
  const percent = `${Math.round(zoom.scale * 100)} %`;
  return (
    <section
      ref={frame}
      aria-label={copy.zoomPicture}
      className={classNames(
        "relative size-full touch-none overflow-hidden",
        isZoomed ? "cursor-grab active:cursor-grabbing" : "cursor-zoom-in",
      )}
      onDoubleClick={(event) => {
        const { x, y } = fromMiddle(event.currentTarget, event);
        if (isZoomed) setZoom(WHOLE);
        else zoomBy(DOUBLE_CLICK_ZOOM, x, y);
      }}
      {...pointers}
    >
      <div
        className="absolute top-1/2 left-1/2"
        style={{
          width: fitted.widthPx,
          height: fitted.heightPx,
          marginLeft: -fitted.widthPx / 2,
          marginTop: -fitted.heightPx / 2,
          transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})`,
        }}
      >
        {children}
      </div>
      <div className="absolute right-3 bottom-3 flex items-center rounded-lg border border-line bg-raised/95 shadow-float">
        <IconButton icon="zoomOut" label={copy.zoomOut} disabled={!isZoomed} onClick={() => zoomBy(1 / ZOOM_STEP)} />
        <button
          type="button"
          aria-label={copy.zoomReset(percent)}
          title={copy.zoomReset(percent)}
          className="h-8 min-w-12 rounded px-1 text-ink-soft text-xs tabular-nums hover:bg-hover"
          onClick={() => setZoom(WHOLE)}
        >
          {percent}
        </button>
        <IconButton icon="zoomIn" label={copy.zoomIn} onClick={() => zoomBy(ZOOM_STEP)} />
      </div>
    </section>
  );
}

interface Point {
  clientX: number;
  clientY: number;
}

function fromMiddle(element: HTMLElement, { clientX, clientY }: Point): { x: number; y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
}

/** One pointer moves, two pinch. */
function usePointers({
  move,
  pinch,
}: {
  move: (by: [number, number]) => void;
  pinch: (factor: number, at: { x: number; y: number }) => void;
}) {
  const down = useRef(new Map<number, Point>());
  const drop = (event: PointerEvent): void => void down.current.delete(event.pointerId);
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>): void => {
      if ((event.target as HTMLElement).closest("button")) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      down.current.set(event.pointerId, { clientX: event.clientX, clientY: event.clientY });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>): void => {
      const before = down.current.get(event.pointerId);
      if (!before) return;
      const now = { clientX: event.clientX, clientY: event.clientY };
      const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1];
      down.current.set(event.pointerId, now);
      if (!other) move([now.clientX - before.clientX, now.clientY - before.clientY]);
      else
        pinch(
          distance(now, other) / Math.max(1, distance(before, other)),
          fromMiddle(event.currentTarget, {
            clientX: (now.clientX + other.clientX) / 2,
            clientY: (now.clientY + other.clientY) / 2,
          }),
        );
    },
    onPointerUp: drop,
    onPointerCancel: drop,
  };
}

const distance = (a: Point, b: Point): number => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);

function useZoomKeys(zoomBy: (factor: number) => void, reset: () => void): void {
  const latest = useRef({ zoomBy, reset });
  useEffect(() => {
    latest.current = { zoomBy, reset };
  });
  // With the picture, so that no key is lost that is pressed as soon as it is seen.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if ((event.target as HTMLElement | null)?.closest("input, textarea, select, [contenteditable]")) return;
      if (event.key === "+" || event.key === "=") latest.current.zoomBy(ZOOM_STEP);
      else if (event.key === "-") latest.current.zoomBy(1 / ZOOM_STEP);
      else if (event.key === "0") latest.current.reset();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, []);
}

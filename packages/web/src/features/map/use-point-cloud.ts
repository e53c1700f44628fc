import { createPointCloud } from "@pomona/projector/create-point-cloud";
import type { PointCloud, PointCloudEvents, PointCloudOptions } from "@pomona/projector/point-cloud";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { PointSet } from "../../api/map-queries.ts";
import { copy } from "../../copy.ts";

/** The renderer in an element; null until it is there. It is made once, and again for another map (`of`). */
export function usePointCloud(
  element: RefObject<HTMLElement | null>,
  options: { of: string; theme: "light" | "dark" } & Required<Pick<PointCloudOptions, "faces" | "covered">>,
): PointCloud | null {
  const [cloud, setCloud] = useState<PointCloud | null>(null);
  const { of, theme } = options;
  const latest = useRef(options);
  latest.current = options;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another map has its own renderer; a new theme is told to the one there is
  useEffect(() => {
    if (!element.current) return;
    const made = createPointCloud(element.current, {
      theme: latest.current.theme,
      words: copy.mapWords,
      faces: (points, signal) => latest.current.faces(points, signal),
      covered: () => latest.current.covered(),
    });
    setCloud(made);
    return () => {
      setCloud(null);
      made.dispose();
    };
  }, [element, of]);
  useEffect(() => cloud?.setTheme(theme), [cloud, theme]);
  return cloud;
}

/** Calls back with each event of the renderer; always the newest listener. */
export function useCloudEvent<K extends keyof PointCloudEvents>(
  cloud: PointCloud | null,
  event: K,
  listener: (value: PointCloudEvents[K]) => void,
): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => cloud?.on(event, (value) => latest.current(value)), [cloud, event]);
}

/** Keeps the points of the renderer: those that came since are added, a map laid out anew replaces them. */
export function useShownPoints(cloud: PointCloud | null, points: PointSet | undefined): void {
  const shown = useRef<{ cloud: PointCloud; series: number; count: number } | null>(null);
  useEffect(() => {
    if (!cloud || !points) return;
    const before = shown.current;
    const count = points.ordinals.length;
    if (before?.cloud === cloud && before.series === points.series) {
      if (before.count === count) return;
      cloud.addPoints({ x: points.x.slice(before.count), y: points.y.slice(before.count) });
    } else cloud.setPoints(points);
    shown.current = { cloud, series: points.series, count };
  }, [cloud, points]);
}

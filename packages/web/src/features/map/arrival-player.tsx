import type { PointCloud } from "@pomona/projector/point-cloud";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { coloursQuery, type PointSet } from "../../api/map-queries.ts";
import type { MapAsked } from "../../api/projection-queries.ts";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { formatCount, formatDay } from "../../ui/format.ts";
import { Slider } from "../../ui/slider.tsx";
import { dateOfPoint } from "./date-of-point.ts";

/** At speed 1, all arrivals take this long. */
const WHOLE_MS = 20_000;
const SPEEDS = [0.5, 1, 2, 4] as const;
/** Between two steps; each draws the points anew. */
const STEP_MS = 100;

interface ArrivalPlayerProps {
  cloud: PointCloud;
  map: MapAsked;
  points: PointSet;
  onClose: () => void;
}

/** Plays the rows in the order in which they arrived: those that came later are not shown. */
export function ArrivalPlayer({ cloud, map, points, onClose }: ArrivalPlayerProps) {
  const count = points.ordinals.length;
  const [shown, setShown] = useState(count);
  const [isRunning, setIsRunning] = useState(false);
  const [speed, setSpeed] = useState<number>(1);
  const dates = useQuery(coloursQuery(map, { field: "created" })).data;
  useEffect(() => cloud.setShown(shown >= count ? null : shown), [cloud, shown, count]);
  useEffect(() => () => cloud.setShown(null), [cloud]);
  const place = useRef(shown);
  place.current = shown;
  useEffect(() => {
    if (!isRunning) return;
    const perStep = Math.max(1, (count * speed * STEP_MS) / WHOLE_MS);
    const timer = setInterval(() => {
      const next = Math.min(count, place.current + perStep);
      setShown(next);
      if (next >= count) setIsRunning(false);
    }, STEP_MS);
    return () => clearInterval(timer);
  }, [isRunning, count, speed]);
  const play = (): void => {
    if (!isRunning && shown >= count) setShown(0);
    setIsRunning(!isRunning);
  };
  const date = dates ? dateOfPoint(dates, points.ordinals, Math.max(0, Math.ceil(shown) - 1)) : null;
  return (
    <section
      aria-label={copy.playArrivals}
      className="absolute right-2 bottom-[calc(0.5rem+var(--map-covered,0px))] left-14 z-10 mx-auto flex max-w-xl items-center gap-2 rounded-lg border border-line bg-raised/95 px-1.5 py-1 shadow-sm"
    >
      <IconButton
        icon={isRunning ? "pause" : "play"}
        label={isRunning ? copy.playerPause : copy.playerPlay}
        onClick={play}
      />
      <Slider
        className="min-w-16 flex-1"
        labels={[copy.playerPlace]}
        values={[Math.ceil(shown)]}
        min={0}
        max={count}
        step={Math.max(1, Math.round(count / 500))}
        format={(value) => copy.playerRows(formatCount(value), formatCount(count))}
        onValues={([value]) => {
          setIsRunning(false);
          setShown(value ?? count);
        }}
      />
      <p className="m-0 w-24 text-right text-2xs text-ink-soft tabular-nums">
        <span className="block">{copy.playerRows(formatCount(Math.ceil(shown)), formatCount(count))}</span>
        <span className="block text-ink-mute">{date === null ? "\u00a0" : formatDay(date)}</span>
      </p>
      <Select
        label={copy.playerSpeed}
        isLabelHidden
        className="w-16 [&_select]:h-7 [&_select]:text-xs"
        value={String(speed)}
        onValue={(value) => setSpeed(Number(value))}
        options={SPEEDS.map((factor) => ({ value: String(factor), label: copy.playerSpeeds(factor) }))}
      />
      <IconButton icon="close" label={copy.close} className="size-7" size={13} onClick={onClose} />
    </section>
  );
}

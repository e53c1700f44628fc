import type { Evaluation } from "@pomona/contract/evaluations";
import type { PointerEvent } from "react";
import { copy } from "../../copy.ts";
import { formatScore } from "../../ui/format.ts";
import { curvePath, nearestPoint, PLOT, placeOf } from "./curve-scale.ts";

const WIDTH = PLOT.left + PLOT.width + 10;
const HEIGHT = PLOT.top + PLOT.height + 34;
const TICKS = [0, 0.25, 0.5, 0.75, 1];
/** Of the versions that are drawn beside the one that is shown. */
const DASHES = ["6 3", "2 3", "9 3 2 3", "1 2", "12 4"];

interface CurveDrawingProps {
  evaluations: readonly Evaluation[];
  shown: Evaluation;
  /** Number of the point that is marked. */
  point: number;
  onPoint: (point: number) => void;
}

/** Precision over recall of each version; the pointer marks the nearest point of the one that is shown. */
export function CurveDrawing({ evaluations, shown, point, onPoint }: CurveDrawingProps) {
  const others = evaluations.filter((one) => one !== shown).slice(0, DASHES.length);
  const follow = (event: PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const place = {
      x: ((event.clientX - box.left) / box.width) * WIDTH,
      y: ((event.clientY - box.top) / box.height) * HEIGHT,
    };
    onPoint(nearestPoint(shown.curve, place));
  };
  const marked = shown.curve[point];
  const mark = marked && placeOf(marked);
  return (
    <figure className="m-0 min-w-0">
      <svg
        role="img"
        aria-label={[shown, ...others].map(nameOf).join("; ")}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="block w-full touch-pan-y text-ink-mute"
        onPointerMove={follow}
        onPointerDown={follow}
      >
        <Axes />
        {others.map((one, place) => (
          <path
            key={one.version}
            d={curvePath(one.curve)}
            className="fill-none stroke-ink-mute"
            strokeWidth={1.25}
            strokeDasharray={DASHES[place]}
          />
        ))}
        <path d={curvePath(shown.curve)} className="fill-none stroke-accent" strokeWidth={2} />
        {mark ? <circle cx={mark.x} cy={mark.y} r={4.5} className="fill-raised stroke-accent" strokeWidth={2} /> : null}
      </svg>
      <figcaption>
        <ul className="m-0 flex list-none flex-wrap gap-x-5 gap-y-1 p-0 pl-8 text-ink-soft text-xs">
          {[shown, ...others].map((one, place) => (
            <li key={one.version} className="flex items-center gap-2">
              <svg aria-hidden="true" width="26" height="4" className={place === 0 ? "text-accent" : "text-ink-mute"}>
                <line
                  x2="26"
                  y1="2"
                  y2="2"
                  stroke="currentColor"
                  strokeWidth="2"
                  strokeDasharray={place === 0 ? undefined : DASHES[place - 1]}
                />
              </svg>
              {nameOf(one)}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

const nameOf = ({ version, figures: { averagePrecision } }: Evaluation): string =>
  copy.learn.curveOf(version, averagePrecision === null ? copy.learn.notKnown : formatScore(averagePrecision));

function Axes() {
  const { left, top, width, height } = PLOT;
  const bottom = top + height;
  return (
    <g className="fill-current text-[9px]">
      {TICKS.map((tick) => {
        const { x } = placeOf({ recall: tick, precision: 0 });
        const { y } = placeOf({ recall: 0, precision: tick });
        return (
          <g key={tick}>
            <line x1={left} x2={left + width} y1={y} y2={y} className="stroke-line" />
            <line x1={x} x2={x} y1={top} y2={bottom} className="stroke-line" />
            <text x={left - 5} y={y + 3} textAnchor="end">
              {tick}
            </text>
            <text x={x} y={bottom + 12} textAnchor="middle">
              {tick}
            </text>
          </g>
        );
      })}
      <text x={left + width / 2} y={bottom + 26} textAnchor="middle">
        {copy.learn.recall}
      </text>
      <text x={9} y={top + height / 2} textAnchor="middle" transform={`rotate(-90 9 ${top + height / 2})`}>
        {copy.learn.precision}
      </text>
    </g>
  );
}

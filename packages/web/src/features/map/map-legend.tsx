import type { ColourLegend } from "@pomona/contract/map-binary";
import { useState } from "react";
import type { ColourChoice } from "../../catalog/colour-choice.ts";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { formatCount, formatDay, formatNumber, formatScore } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { useStoredState } from "../../ui/stored-state.ts";
import { type LegendEntry, legendEntries, scaleGradient } from "./map-colours.ts";
import { useShownTheme } from "./use-shown-theme.ts";

/** Lines of a legend that are shown before the rest is asked for. */
const FIRST_LINES = 24;
const isBoolean = (value: unknown): boolean => typeof value === "boolean";

interface MapLegendProps {
  title: string;
  choice: ColourChoice;
  legend: ColourLegend | undefined;
  error: Error | null;
  isolated: ReadonlySet<number>;
  onIsolate: (isolated: ReadonlySet<number>) => void;
  /** Adds a category to the filter; undefined where no filter can say it. */
  onFilter: ((entry: LegendEntry) => void) | undefined;
}

/** What the colours of the points mean; a press shows one category alone, another its filter. */
export function MapLegend(props: MapLegendProps) {
  const { title, legend, error } = props;
  const [isOpen, setIsOpen] = useStoredState("map.legend", window.innerWidth >= 700, isBoolean);
  return (
    <section
      aria-label={copy.legend}
      className="absolute top-2 right-2 z-10 flex max-h-[calc(100%-var(--map-covered,0px)-10rem)] min-h-8 w-48 flex-col rounded-lg border border-line bg-raised/95 shadow-sm data-closed:w-auto"
      data-closed={isOpen ? undefined : ""}
      data-over-map={isOpen ? "legend" : undefined}
    >
      <header className="flex h-8 shrink-0 items-center gap-1 pr-0.5 pl-2.5">
        <h2 className="m-0 min-w-0 flex-1 truncate font-semibold text-xs">{title}</h2>
        <IconButton
          icon={isOpen ? "up" : "down"}
          size={13}
          className="size-7"
          label={isOpen ? copy.hideLegend : copy.showLegend}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        />
      </header>
      {isOpen ? (
        error ? (
          <p role="alert" className="m-0 px-2.5 pb-2 text-danger text-xs">
            {copy.noMapColours} {error.message}
          </p>
        ) : legend === undefined ? (
          <div className="skeleton mx-2.5 mb-2.5 h-16 rounded" />
        ) : legend.kind === "scale" ? (
          <ScaleLegend legend={legend} />
        ) : (
          <CategoryLegend {...props} legend={legend} />
        )
      ) : null}
    </section>
  );
}

type CategoryLegendProps = MapLegendProps & { legend: Extract<ColourLegend, { kind: "category" }> };

function CategoryLegend({ choice, legend, isolated, onIsolate, onFilter }: CategoryLegendProps) {
  const theme = useShownTheme();
  const [isWhole, setIsWhole] = useState(false);
  const entries = legendEntries(legend, theme);
  const shown = isWhole || entries.length <= FIRST_LINES + 4 ? entries : entries.slice(0, FIRST_LINES);
  const toggle = (index: number): void => {
    const next = new Set(isolated);
    if (!next.delete(index)) next.add(index);
    onIsolate(next);
  };
  return (
    <div className="min-h-0 overflow-y-auto pb-1.5">
      <ul aria-label={copy.legend} className="m-0 list-none p-0 px-1">
        {shown.map((entry) => {
          const text = entryText(entry, choice, legend);
          return (
            <li
              key={entry.index}
              className="group relative flex h-6 items-center rounded hover:bg-hover focus-within:bg-hover"
            >
              <button
                type="button"
                aria-pressed={isolated.has(entry.index)}
                title={copy.legendIsolate(text)}
                className={classNames(
                  "flex h-full min-w-0 flex-1 items-center gap-2 rounded px-1.5 text-left text-xs",
                  isolated.size > 0 && !isolated.has(entry.index) && "text-ink-mute opacity-60",
                )}
                onClick={() => toggle(entry.index)}
              >
                <span
                  className="size-2.5 shrink-0 rounded-full"
                  style={{ background: `rgb(${entry.colour.join(" ")})` }}
                />
                <span className={classNames("min-w-0 flex-1 truncate", entry.value === null && "italic")}>{text}</span>
                <span className="text-2xs text-ink-mute tabular-nums group-focus-within:pr-5 group-hover:pr-5 touch:pr-5">
                  {formatCount(entry.count)}
                </span>
              </button>
              {onFilter && entry.value !== undefined ? (
                <button
                  type="button"
                  aria-label={copy.legendFilter(text)}
                  title={copy.legendFilter(text)}
                  className="absolute right-0.5 inline-flex size-6 items-center justify-center rounded text-ink-mute opacity-0 hover:text-accent-strong focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 touch:opacity-100"
                  onClick={() => onFilter(entry)}
                >
                  <Icon name="filter" size={12} />
                </button>
              ) : null}
            </li>
          );
        })}
      </ul>
      {shown.length < entries.length ? (
        <button
          type="button"
          className="h-6 rounded px-2.5 text-accent text-xs hover:underline"
          onClick={() => setIsWhole(true)}
        >
          {copy.showMore(formatCount(entries.length - shown.length))}
        </button>
      ) : null}
      {isolated.size > 0 ? (
        <button
          type="button"
          className="h-6 rounded px-2.5 text-accent text-xs hover:underline"
          onClick={() => onIsolate(new Set())}
        >
          {copy.legendShowAll}
        </button>
      ) : null}
      {legend.several > 0 ? (
        <p className="m-0 px-2.5 pt-1 text-2xs text-ink-mute">{copy.legendSeveral(formatCount(legend.several))}</p>
      ) : null}
    </div>
  );
}

/** What a line of the legend says. */
export function entryText(
  entry: LegendEntry,
  choice: ColourChoice,
  legend: Extract<ColourLegend, { kind: "category" }>,
): string {
  if (entry.value === undefined) return copy.legendOther(formatCount(legend.other?.categories ?? 0));
  if (entry.value === null) return copy.legendNone;
  if (choice.kind === "agreement") return (copy.agreementValues as Record<string, string>)[entry.value] ?? entry.value;
  return entry.value;
}

type Scale = Extract<ColourLegend, { kind: "scale" }>;

/** A value of a scale, as its unit is written. */
export const scaleText = ({ unit, low, high }: Pick<Scale, "unit" | "low" | "high">, value: number): string => {
  if (unit === "date") return formatDay(value);
  if (unit === "score") return formatScore(value);
  return unit === "arrival" ? formatCount(value) : formatNumber(value, high - low);
};

function ScaleLegend({ legend }: { legend: Scale }) {
  const theme = useShownTheme();
  const isCut = legend.lowest < legend.low || legend.highest > legend.high;
  return (
    <div className="px-2.5 pb-2.5">
      <div className="h-2.5 rounded-full" style={{ background: scaleGradient(theme) }} />
      <div className="mt-1 flex justify-between text-2xs text-ink-soft tabular-nums">
        <span>{scaleText(legend, legend.low)}</span>
        <span>{scaleText(legend, legend.high)}</span>
      </div>
      {legend.missing > 0 ? (
        <p className="m-0 pt-1 text-2xs text-ink-mute">{copy.withoutValue(formatCount(legend.missing))}</p>
      ) : null}
      {isCut ? <p className="m-0 pt-1 text-2xs text-ink-mute">{copy.legendCut}</p> : null}
    </div>
  );
}

/** What the colour of one point says. */
export function valueText(legend: ColourLegend, choice: ColourChoice, value: number): string | null {
  if (legend.kind === "scale") {
    if (value > 65_534) return copy.legendNone;
    return scaleText(legend, legend.low + (value / 65_534) * (legend.high - legend.low));
  }
  const category = legend.categories[value];
  if (category)
    return choice.kind === "agreement"
      ? ((copy.agreementValues as Record<string, string>)[category.value] ?? category.value)
      : category.value;
  return value === legend.missing?.value
    ? copy.legendNone
    : copy.legendOther(formatCount(legend.other?.categories ?? 0));
}

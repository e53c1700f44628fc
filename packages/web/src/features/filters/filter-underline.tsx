import type { Problem } from "@pomona/contract/problems";

/** A wavy line below the place that the problem names, drawn over the text of the field. */
export function FilterUnderline({ text, problem, scrollLeft }: { text: string; problem: Problem; scrollLeft: number }) {
  const column = Number(problem.fields.column);
  if (!(column >= 1)) return null;
  const length = Math.max(1, Number(problem.fields.length) || 1);
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-y-0 right-8 left-8 overflow-hidden">
      <div
        className="pt-[7px] font-mono text-transparent text-xs whitespace-pre"
        style={{ transform: `translateX(${-scrollLeft}px)` }}
      >
        {text.slice(0, column - 1)}
        <span className="wavy">{text.slice(column - 1, column - 1 + length) || " "}</span>
      </div>
    </div>
  );
}

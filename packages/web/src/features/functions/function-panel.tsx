import type { ScoringFunction } from "@pomona/contract/functions";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { copy } from "../../copy.ts";
import { Coverage } from "./coverage.tsx";
import { DifferingMark } from "./differing-note.tsx";
import { FunctionHeader } from "./function-header.tsx";
import { FunctionOverview } from "./function-overview.tsx";

// Each section is fetched when it is first opened.
const SECTIONS = {
  overview: FunctionOverview,
  evaluation: lazy(async () => ({ default: (await import("./evaluation-section.tsx")).EvaluationSection })),
  versions: lazy(async () => ({ default: (await import("./versions-section.tsx")).VersionsSection })),
  health: lazy(async () => ({ default: (await import("./health-section.tsx")).HealthSection })),
} as const;
type Section = keyof typeof SECTIONS;
const NAMES = Object.keys(SECTIONS) as Section[];

interface FunctionPanelProps {
  scoring: ScoringFunction;
  /** As the address has it; one that is not known shows the overview. */
  section: string | undefined;
}

/** One function: what it is, and one of its sections. */
export function FunctionPanel({ scoring, section }: FunctionPanelProps) {
  const open = NAMES.find((name) => name === section) ?? "overview";
  const Content = SECTIONS[open];
  return (
    <article aria-label={scoring.name} className="flex flex-col gap-5">
      <FunctionHeader scoring={scoring} />
      <Coverage scoring={scoring} />
      <nav
        aria-label={copy.learn.sectionsOf(scoring.name)}
        className="flex gap-1 overflow-x-auto border-line border-b pb-1.5"
      >
        {NAMES.map((name) => (
          <Link
            key={name}
            to="/functions/$name"
            params={{ name: scoring.name }}
            search={name === "overview" ? {} : { section: name }}
            activeOptions={{ exact: true }}
            className="inline-flex h-8 shrink-0 items-center rounded-md px-2.5 text-ink-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink"
          >
            {copy.learn.sections[name]}
            {name === "health" ? <DifferingMark scoring={scoring} /> : null}
          </Link>
        ))}
      </nav>
      <Suspense
        fallback={
          <div role="status" aria-label={copy.loading}>
            <div className="skeleton h-40 rounded-md" />
          </div>
        }
      >
        <Content scoring={scoring} />
      </Suspense>
    </article>
  );
}

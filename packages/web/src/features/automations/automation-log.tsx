import type { AutomationEntry } from "@pomona/contract/automations";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { automationLogQuery } from "../../api/automation-queries.ts";
import { RowTiles } from "../../catalog/row-tiles.tsx";
import { copy } from "../../copy.ts";
import { formatCount, formatMoment } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";

/** Everything an automation did, the newest first. */
export function AutomationLog({ name }: { name: string }) {
  const pages = useInfiniteQuery(automationLogQuery(name));
  const { data, error } = pages;
  const entries = data?.pages.flatMap((page) => page.entries);
  return (
    <section aria-label={copy.automation.log}>
      <h2 className="m-0 mb-2 font-medium text-ink-soft text-xs">{copy.automation.log}</h2>
      {error ? <ProblemNote error={error} /> : null}
      {entries?.length === 0 ? <p className="m-0 text-ink-mute">{copy.automation.noLog}</p> : null}
      {entries && entries.length > 0 ? (
        <ol
          aria-label={copy.automation.log}
          className="m-0 list-none divide-y divide-line rounded-xl border border-line bg-surface p-0"
        >
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      ) : null}
      <LoadMore pages={pages} />
    </section>
  );
}

function Entry({ entry }: { entry: AutomationEntry }) {
  const [isOpen, setIsOpen] = useState(false);
  const said = copy.automation.events[entry.event](formatCount(entry.rows));
  const line = (
    <>
      <span className="min-w-0 flex-1">
        <span className="block">{said}</span>
        {entry.detail ? <span className="block text-ink-mute text-xs break-words">{entry.detail}</span> : null}
      </span>
      <time dateTime={entry.at} className="text-ink-mute text-xs whitespace-nowrap">
        {formatMoment(entry.at)}
      </time>
    </>
  );
  if (entry.keys.length === 0) return <li className="flex items-baseline gap-3 py-2 pr-4 pl-9">{line}</li>;
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        className="flex w-full items-baseline gap-2 px-4 py-2 text-left outline-offset-[-2px] hover:bg-hover"
        onClick={() => setIsOpen(!isOpen)}
      >
        <span className={isOpen ? "text-ink-mute" : "-rotate-90 text-ink-mute"}>
          <Icon name="down" size={12} />
        </span>
        {line}
      </button>
      {isOpen ? (
        <div className="px-4 pb-3">
          <RowTiles label={said} keys={entry.keys} />
          {entry.rows > entry.keys.length ? (
            <p className="m-0 mt-1 text-ink-mute text-xs">{copy.firstOf(entry.keys.length, formatCount(entry.rows))}</p>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

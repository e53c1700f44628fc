import type { Job } from "@pomona/contract/jobs";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { failuresQuery } from "../../api/queries.ts";
import { saveFrom } from "../../api/save-file.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { formatCount } from "../../ui/format.ts";
import { LoadMore } from "../../ui/load-more.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";

/** What a job could not do, item by item, with the reasons; all of it as a file, too. */
export function FailureList({ job }: { job: Job }) {
  const pages = useInfiniteQuery(failuresQuery(job.id, job.failed));
  const failures = pages.data?.pages.flatMap((page) => page.failures) ?? [];
  const save = (format: "csv" | "ndjson") => () => saveFrom(api.url("failuresFile", { id: job.id, format }));
  return (
    <section aria-label={copy.jobFailures(formatCount(job.failed))}>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h3 className="m-0 font-medium text-danger">{copy.jobFailures(formatCount(job.failed))}</h3>
        <span className="ml-auto flex gap-1.5">
          <Button icon="download" onClick={save("csv")}>
            {copy.saveAs("CSV")}
          </Button>
          <Button icon="download" onClick={save("ndjson")}>
            {copy.saveAs("NDJSON")}
          </Button>
        </span>
      </div>
      {pages.error ? <ProblemNote error={pages.error} /> : null}
      <ul className="m-0 list-none divide-y divide-line rounded-lg border border-line bg-surface p-0 text-xs">
        {failures.map(({ item, line, column, code, message }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same item may fail twice
          <li key={index} className="px-3 py-2">
            <span className="flex items-baseline gap-3">
              <span className="min-w-0 font-medium break-all">
                {line === undefined ? item : copy.itemLine(item, line)}
                {column === undefined ? "" : copy.inColumn(column)}
              </span>
              <code className="ml-auto shrink-0 text-ink-mute">{code}</code>
            </span>
            <span className="block text-ink-mute break-words">{message}</span>
          </li>
        ))}
      </ul>
      <LoadMore pages={pages}>
        <span className="text-ink-mute text-xs">{copy.firstOf(failures.length, formatCount(job.failed))}</span>
      </LoadMore>
    </section>
  );
}

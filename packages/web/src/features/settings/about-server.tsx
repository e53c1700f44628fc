import { useQuery } from "@tanstack/react-query";
import { aboutQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { formatBytes, formatCount } from "../../ui/format.ts";
import { ProblemState } from "../../ui/problem-note.tsx";

/** What this server is: version, licence, machine, data directory, and where to read more. */
export function AboutServer() {
  const { data: about, error, refetch } = useQuery(aboutQuery);
  if (error && !about) return <ProblemState error={error} onRetry={() => void refetch()} />;
  if (!about) return <div role="status" aria-label={copy.loading} className="skeleton h-56 rounded-xl" />;
  const { machine } = about;
  const facts: [string, string][] = [
    [copy.version, about.version],
    [copy.licence, about.licence],
    [copy.rows, formatCount(about.rows)],
    [copy.dataDirectory, about.dataDirectory],
    [copy.system, machine.system],
    [copy.processor, copy.processorOf(machine.processor, machine.threads)],
    [copy.memory, formatBytes(machine.memoryBytes)],
    [copy.node, machine.node],
  ];
  return (
    <>
      <dl className="m-0 grid grid-cols-[8rem_1fr] gap-y-2 rounded-xl border border-line bg-surface p-4">
        {facts.map(([term, value]) => (
          <div key={term} className="contents">
            <dt className="text-ink-mute">{term}</dt>
            <dd className="m-0 break-all">{value}</dd>
          </div>
        ))}
      </dl>
      <h3 className="mt-6 mb-2 font-semibold text-sm">{copy.documentation}</h3>
      <ul className="m-0 list-none p-0">
        {copy.documents.map(({ title, href, hint }) => (
          <li key={href} className="py-1">
            <a
              href={href}
              target="_blank"
              rel="noreferrer"
              className="rounded text-accent underline underline-offset-2"
            >
              {title}
            </a>{" "}
            <span className="text-ink-mute">{hint}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Jobs that this browser tab has started and whose end nobody has been told yet; they outlive a reload. */
const STORED_AS = "pomona.started-jobs";
const MOST = 200;

const ids = new Set<string>(read());
const listeners = new Set<(id: string) => void>();

function read(): string[] {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(STORED_AS) ?? "[]");
    return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

function store(): void {
  try {
    sessionStorage.setItem(STORED_AS, JSON.stringify([...ids].slice(-MOST)));
  } catch {
    // Storage may be forbidden; the list then lasts as long as the page.
  }
}

/** Notes the jobs that an answer of the server names: `job`, `jobs`. */
export function noteStartedJobs(answer: unknown): void {
  if (typeof answer !== "object" || answer === null) return;
  const { job, jobs } = answer as { job?: unknown; jobs?: unknown };
  const named = [job, ...(Array.isArray(jobs) ? jobs : [])].filter((id) => typeof id === "string");
  if (named.length === 0) return;
  for (const id of named) ids.add(id);
  store();
  for (const listener of listeners) for (const id of named) listener(id);
}

/** Calls back with each job that is noted: a short one may have ended before the answer that names it came. */
export function onStartedJob(listener: (id: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether this tab started the job; asked once, as its end is told once. */
export function takeStartedJob(id: string): boolean {
  if (!ids.delete(id)) return false;
  store();
  return true;
}

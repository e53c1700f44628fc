import type { Job } from "@pomona/contract/jobs";
import { Problem, type ProblemCode, problemBody, problems } from "@pomona/contract/problems";

/** The problem that ended a job which is not done, so that it is told like any other refusal; `what` names the job. */
export function jobProblem(job: Job | undefined, what: string): Problem {
  if (job?.state !== "failed") return new Problem("cancelled", `${what} was cancelled; what was done stays.`);
  const detail = job.error ?? `${what} failed.`;
  const body = problemBody.safeParse(job.result).data;
  if (!body || !Object.hasOwn(problems, body.code)) return new Problem("internal", { detail, fields: { job: job.id } });
  const { type: _type, title: _title, status: _status, detail: _detail, code, ...fields } = body;
  return new Problem(code as ProblemCode, { detail, fields: { ...fields, job: job.id } });
}

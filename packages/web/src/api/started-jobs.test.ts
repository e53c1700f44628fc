import { expect, it } from "vitest";
import { noteStartedJobs, onStartedJob, takeStartedJob } from "./started-jobs.ts";

it("knows the jobs that answers named, and tells of each once", () => {
  noteStartedJobs({ job: "a" });
  noteStartedJobs({ name: "cn3", jobs: ["b", 3], job: null });
  noteStartedJobs(undefined);
  expect(["a", "b", "c"].map(takeStartedJob)).toEqual([true, true, false]);
  expect(takeStartedJob("a")).toBe(false);
});

it("tells whoever listens of each job as it is noted", () => {
  const heard: string[] = [];
  const stop = onStartedJob((id) => heard.push(id));
  noteStartedJobs({ job: "x", jobs: ["y"] });
  stop();
  noteStartedJobs({ job: "z" });
  expect(heard).toEqual(["x", "y"]);
});

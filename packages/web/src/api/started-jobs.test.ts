import { expect, it } from "vitest";
import { noteStartedJobs, takeStartedJob } from "./started-jobs.ts";

it("knows the jobs that answers named, and tells of each once", () => {
  noteStartedJobs({ job: "a" });
  noteStartedJobs({ name: "cn3", jobs: ["b", 3], job: null });
  noteStartedJobs(undefined);
  expect(["a", "b", "c"].map(takeStartedJob)).toEqual([true, true, false]);
  expect(takeStartedJob("a")).toBe(false);
});

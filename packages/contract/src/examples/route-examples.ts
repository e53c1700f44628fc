import { automationExamples } from "./automation-examples.ts";
import { datasetExamples } from "./dataset-examples.ts";
import { evaluationExamples } from "./evaluation-examples.ts";
import type { RouteExamples } from "./example.ts";
import { functionExamples } from "./function-examples.ts";
import { jobExamples } from "./job-examples.ts";
import { mapExamples } from "./map-examples.ts";
import { projectExamples } from "./project-examples.ts";
import { projectionExamples } from "./projection-examples.ts";
import { reviewExamples } from "./review-examples.ts";
import { rowExamples } from "./row-examples.ts";
import { serverExamples } from "./server-examples.ts";
import { sliceExamples } from "./slice-examples.ts";
import { spaceExamples } from "./space-examples.ts";
import { versionExamples } from "./version-examples.ts";

/** An example of every route; a route without one does not compile. */
export const routeExamples: RouteExamples = {
  ...serverExamples,
  ...datasetExamples,
  ...rowExamples,
  ...spaceExamples,
  ...functionExamples,
  ...evaluationExamples,
  ...reviewExamples,
  ...projectionExamples,
  ...sliceExamples,
  ...mapExamples,
  ...projectExamples,
  ...automationExamples,
  ...versionExamples,
  ...jobExamples,
};

import { logistic, type Sigmoid } from "../statistics/sigmoid-fit.ts";

/** Score of a decision value. */
export const scoreOf = (decision: number, { slope, intercept }: Sigmoid): number =>
  logistic(slope * decision + intercept);

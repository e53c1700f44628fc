import type { Truth, TruthInput } from "@pomona/contract/evaluations";
import type { FilterInput } from "@pomona/contract/filter";
import { readFilterInput } from "@pomona/contract/filter-input";
import { printFilter } from "@pomona/contract/filter-print";

/** A truth with its filters as texts. Throws `bad-filter`. */
export const truthOf = (truth: TruthInput): Truth => ({
  label: "label" in truth ? truth.label : null,
  filter: "filter" in truth ? textOf(truth.filter) : null,
  among: truth.among === undefined ? null : textOf(truth.among),
});

const textOf = (input: Parameters<typeof readFilterInput>[0] | FilterInput): string =>
  printFilter(readFilterInput(input as Parameters<typeof readFilterInput>[0]).filter);

import type { ClusterCondition, FieldCondition, Filter, FunctionCondition } from "@pomona/contract/filter";
import { printFilter } from "@pomona/contract/filter-print";
import { clustersQuery } from "../../api/projection-queries.ts";
import { queryClient } from "../../api/query-client.ts";
import { copy } from "../../copy.ts";
import { formatDay, formatNumber, formatScore } from "../../ui/format.ts";
import { fieldTitle } from "./field-title.ts";

const SHOWN_VALUES = 3;
const SYMBOLS: Record<string, string> = { ">=": "≥", "<=": "≤", "!=": "≠" };

/** The name of a cluster, as far as it is at hand. */
const clusterName = ({ projection, version }: ClusterCondition, id: number): string =>
  queryClient.getQueryData(clustersQuery({ name: projection, version }).queryKey)?.find((cluster) => cluster.id === id)
    ?.name ?? String(id);

/** A part of a filter in a few words: "Label: Apple, Pear". What has no short form is shown as filter text. */
export function chipText(part: Filter): string {
  if ("and" in part) return part.and.length === 0 ? copy.everyRow : groupText(part.and, "and");
  if ("or" in part) return part.or.length === 0 ? copy.noRowAtAll : groupText(part.or, "or");
  if ("not" in part) return notText(part.not);
  if ("field" in part) return fieldText(part);
  if ("function" in part) return scoreText(part);
  if ("embedding" in part && part.op !== "!=") return `${part.embedding}: ${[part.value].flat().join(", ")}`;
  if ("batch" in part) return copy.inBatchNamed(part.batch) + (part.project ? ` (${part.project})` : "");
  if ("project" in part) return copy.inProject(part.project);
  if ("review" in part) return copy.onReviewListOf(part.review);
  if ("region" in part) return copy.inRegionOf(part.region.projection);
  if ("cluster" in part) return copy.inClusters(part.cluster.map((id) => clusterName(part, id)));
  if ("mapped" in part) return copy.onMap(part.mapped);
  if ("similarity" in part) return `${copy.similarityIn(part.similarity.space)} ${boundsText(part.op, part.value)}`;
  return printFilter(part);
}

const groupText = (parts: readonly Filter[], word: "and" | "or"): string =>
  parts.map((part) => (isGroup(part) ? `(${chipText(part)})` : chipText(part))).join(` ${word} `);

const isGroup = (part: Filter): boolean =>
  ("and" in part && part.and.length > 0) || ("or" in part && part.or.length > 0);

function notText(inside: Filter): string {
  if ("field" in inside) {
    if (inside.op === "exists") return `${fieldTitle(inside.field)}: ${copy.noValue}`;
    if (inside.op === "=" || inside.op === "in")
      return `${fieldTitle(inside.field)}: ${copy.notValue(valueText(inside))}`;
  }
  return isGroup(inside) ? `${copy.notWord} (${chipText(inside)})` : `${copy.notWord} ${chipText(inside)}`;
}

function scoreText({ function: name, op, value }: FunctionCondition): string {
  return value === undefined ? `${name} ${op}` : `${name} ${boundsText(op, value)}`;
}

function boundsText(op: string, value: number | readonly number[]): string {
  const [low = 0, high = 0] = [value].flat();
  return op === "between" ? `${formatScore(low)} – ${formatScore(high)}` : `${SYMBOLS[op] ?? op} ${formatScore(low)}`;
}

function fieldText(condition: FieldCondition): string {
  const title = fieldTitle(condition.field);
  if (condition.op === "exists") return copy.hasField(title);
  if (condition.op === "=" || condition.op === "in") return `${title}: ${valueText(condition)}`;
  if (condition.op === "between") return `${title} ${valueText(condition, " – ")}`;
  return `${title} ${SYMBOLS[condition.op] ?? condition.op} ${valueText(condition)}`;
}

function valueText({ value }: FieldCondition, separator = ", "): string {
  const values = [value].flat().map((one) => {
    if (typeof one === "number") return formatNumber(one);
    if (typeof one === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:/.test(one)) return formatDay(Date.parse(one));
    return String(one);
  });
  const rest = values.length - SHOWN_VALUES;
  return values.slice(0, SHOWN_VALUES).join(separator) + (rest > 0 ? copy.andMore(rest) : "");
}

import type { Sort } from "@pomona/contract/rows";
import type { Command } from "commander";
import { UsageError } from "../exit-code.ts";
import {
  type AnchorOptions,
  addAnchorOptions,
  addScoringOptions,
  readSearchAnchors,
  type ScoringOptions,
} from "./anchor-options.ts";
import { readSort } from "./sort-option.ts";
import { given } from "./values.ts";

export interface RankingOptions extends AnchorOptions, ScoringOptions {
  sort?: Sort;
  space?: string;
}

/** Options that say in which order rows come: `--sort`, or examples that they are ranked by likeness to. */
export function addRankingOptions(command: Command, what: string): Command {
  const sortable = command.option(
    "--sort <field>",
    `FIELD, function:NAME or similarity (to --like and the other examples), with :asc or :desc after it: ${what}`,
    readSort,
  );
  return addScoringOptions(addAnchorOptions(sortable)).option(
    "--space <name>",
    "embedding space to rank in by likeness (default: the suggested one that fits the examples)",
  );
}

/** The order that was asked for: examples alone mean the likest first. Undefined where none was; files are read here. */
export async function readRanking(options: RankingOptions): Promise<Sort | undefined> {
  const { sort, space, centroid, negativeWeight } = options;
  // No field has that name: those of rows are fixed, and others begin with `metadata.`.
  const isBySimilarity = sort !== undefined && "field" in sort && sort.field === "similarity";
  if (!isBySimilarity && !hasRanking(options)) return sort;
  if (sort !== undefined && !isBySimilarity)
    throw new UsageError("Examples rank rows by likeness, so they go with --sort similarity or without --sort.");
  const anchors = await readSearchAnchors(options);
  const combine = centroid ? ("centroid" as const) : ("nearest" as const);
  return {
    similarity: { anchors, combine, ...given({ space, negativeWeight }) },
    ...given({ descending: sort?.descending }),
  };
}

/** Whether an option was given that means something only for a ranking by likeness. */
const hasRanking = (options: RankingOptions): boolean =>
  [
    options.like,
    options.unlike,
    options.text,
    options.unlikeText,
    options.image,
    options.unlikeImage,
    options.vector,
    options.unlikeVector,
    options.space,
    options.centroid,
    options.negativeWeight,
  ].some((option) => option !== undefined);

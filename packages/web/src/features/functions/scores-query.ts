import { EVERY_ROW } from "@pomona/contract/filter";
import { histogramQuery } from "../../api/queries.ts";

/** Many, as the part that holds rows is drawn in few. */
const BINS = 1000;

/** How the scores of a function lie, over all rows. */
export const scoresQuery = (name: string) => histogramQuery({ filter: EVERY_ROW, of: { function: name }, bins: BINS });

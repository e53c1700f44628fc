import type { Command } from "commander";
import type { Context } from "../context.ts";
import { addCombine } from "./function/combine.ts";
import { addCreate } from "./function/create.ts";
import { addEdit } from "./function/edit.ts";
import { addDelete, addRename, addRescore } from "./function/life-cycle.ts";
import { addList, addShow } from "./function/read.ts";
import { addPublish, addReview } from "./function/review.ts";
import { addTrain } from "./function/train.ts";

export function addFunction(program: Command, context: Context): void {
  const group = program
    .command("function")
    .summary("searches, probes and combinations that score every row, and each new one")
    .description(
      "Functions: saved searches, trained probes and combinations that score every row of a space, and each row that arrives.",
    );
  const adders = [
    addCreate,
    addTrain,
    addCombine,
    addReview,
    addPublish,
    addEdit,
    addList,
    addShow,
    addRename,
    addDelete,
    addRescore,
  ];
  for (const add of adders) add(group, context);
}

import type { Command } from "commander";
import type { Context } from "../context.ts";
import { addCombine } from "./function/combine.ts";
import { addCreate } from "./function/create.ts";
import { addEdit } from "./function/edit.ts";
import { addEval } from "./function/eval.ts";
import { addExportFunction, addImportFunction } from "./function/file.ts";
import { addHealth } from "./function/health.ts";
import { addDelete, addRename, addRescore } from "./function/life-cycle.ts";
import { addPropose } from "./function/propose.ts";
import { addList, addShow } from "./function/read.ts";
import { addPublish, addReview } from "./function/review.ts";
import { addScores } from "./function/scores.ts";
import { addTrain } from "./function/train.ts";
import { addDiff, addRollBack, addVersions } from "./function/versions.ts";

export function addFunction(program: Command, context: Context): void {
  const group = program
    .command("function")
    .summary("searches, probes and combinations that score every row, and each new one")
    .description(
      "Functions: saved searches, trained probes and combinations that score every row of a space, and each row that arrives.",
    );
  const adders = [
    ...[addCreate, addTrain, addCombine, addReview, addPublish, addEdit, addList, addShow, addHealth, addRename],
    ...[addDelete, addRescore, addEval, addPropose, addVersions, addDiff, addRollBack, addScores],
    ...[addExportFunction, addImportFunction],
  ];
  for (const add of adders) add(group, context);
}

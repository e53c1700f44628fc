import type { Command } from "commander";
import type { Context } from "../context.ts";
import { addCreate } from "./function/create.ts";
import { addEdit } from "./function/edit.ts";
import { addDelete, addRename, addRescore } from "./function/life-cycle.ts";
import { addList, addShow } from "./function/read.ts";

export function addFunction(program: Command, context: Context): void {
  const group = program
    .command("function")
    .summary("searches that score every row, and each new one")
    .description("Functions: saved searches that score every row of a space, and each row that arrives.");
  const adders = [addCreate, addEdit, addList, addShow, addRename, addDelete, addRescore];
  for (const add of adders) add(group, context);
}

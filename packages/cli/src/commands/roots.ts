import { resolve } from "node:path";
import type { Command } from "commander";
import type { Context } from "../context.ts";
import { examples, onRun } from "./command.ts";

export function addRoots(program: Command, context: Context): void {
  const group = program
    .command("roots")
    .summary("folders the server may read")
    .description("Folders that the server may read originals and imports from.");
  const list = group.command("list").description("Lists the folders.");
  examples(list, "pomona roots list");
  onRun(list, context, "new", async (run) => {
    const roots = await run.client.listRoots({ signal: run.signal });
    await run.show(roots, () => roots.join("\n") || "No folders yet; an import adds the one it reads.");
    return undefined;
  });
  const add = group.command("add <folder>").description("Lets the server read a folder.");
  examples(add, "pomona roots add /mnt/photos");
  onRun(add, context, "new", async (run, [folder = ""]) => {
    const roots = await run.client.grantRoot({ path: run.place === "remote" ? folder : resolve(folder) });
    await run.show(roots, () => roots.join("\n"));
    return undefined;
  });
}

// Writes docs/openapi.json from the route table. Reads the source, so it needs no build.
import { readFile, writeFile } from "node:fs/promises";
import { tsImport } from "tsx/esm/api";

const { openApiDocument } = await tsImport("../packages/contract/src/openapi.ts", import.meta.url);
const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
const target = new URL("../docs/openapi.json", import.meta.url);
await writeFile(target, `${JSON.stringify(openApiDocument(version), null, 2)}\n`);

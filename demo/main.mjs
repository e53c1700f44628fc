// The demo: two styles of drawings and a mailbox become a catalog. `npm run demo [-- --once] [--port N] [--folder DIR]`.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createClient } from "@pomona/sdk/client";
import { startServer } from "../scripts/pomona.mjs";
import { prepare } from "./prepare.mjs";
import { tour } from "./tour.mjs";

const { values } = parseArgs({
  options: {
    once: { type: "boolean", default: false },
    port: { type: "string", default: "4195" },
    folder: { type: "string", default: fileURLToPath(new URL("../pomona-demo", import.meta.url)) },
  },
});
const folder = resolve(values.folder);
const mark = join(folder, ".pomona-demo");
if (existsSync(folder) && !existsSync(mark)) {
  console.error(`${folder} is not a folder of the demo; it would be emptied. Choose another with --folder.`);
  process.exit(2);
}
const started = Date.now();
rmSync(folder, { recursive: true, force: true });
const sources = join(folder, "sources");
mkdirSync(sources, { recursive: true });
writeFileSync(mark, "The demo makes this folder anew each time.\n");

console.log("Pomona demo: OpenMoji and Noto emoji drawings, SpamAssassin mails\n");
const prepared = prepare(sources);
const data = join(folder, "data");
mkdirSync(data);
const server = await startServer(data, { roots: [sources], port: values.once ? 0 : Number(values.port) });
const stop = async () => {
  await server.stop();
  process.exit();
};
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
try {
  await tour(createClient({ url: server.url, token: server.token }), { sources, prepared });
  console.log(`\nAll of it took ${((Date.now() - started) / 1000).toFixed(0)} s. The catalog is in ${data}`);
  if (values.once) await server.stop();
  else {
    console.log(`It is served at ${server.url} (Ctrl-C stops it).`);
    console.log(`In another shell: npx pomona --data ${data} similar --like openmoji/food-fruit/1F34E.svg`);
    await server.ended;
  }
} catch (error) {
  console.error(error);
  console.error(server.log());
  await server.stop();
  process.exitCode = 1;
}

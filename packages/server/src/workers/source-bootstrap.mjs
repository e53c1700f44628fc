// Runs a TypeScript worker from source; see spawn.ts. The last argument is the URL of the worker's file.
import { register } from "tsx/esm/api";

register();
await import(process.argv.at(-1));

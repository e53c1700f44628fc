import { createRequire } from "node:module";

/** Version of the product, from its package. */
export const productVersion: string = (createRequire(import.meta.url)("../../package.json") as { version: string })
  .version;

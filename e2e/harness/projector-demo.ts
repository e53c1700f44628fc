import { fileURLToPath } from "node:url";
import type { BrowserContextOptions } from "playwright-core";
import { createServer } from "vite";
import { type OpenPage, openBrowser } from "./open-browser.ts";

export interface ProjectorDemo extends Pick<OpenPage, "page" | "complaints"> {
  url: string;
  close(): Promise<void>;
}

/** A browser beside the demo page of the projector, which is served from source. */
export async function openProjectorDemo(options?: BrowserContextOptions): Promise<ProjectorDemo> {
  const root = fileURLToPath(new URL("../../packages/projector/demo", import.meta.url));
  const server = await createServer({ root, logLevel: "error", server: { port: 0, host: "127.0.0.1", watch: null } });
  await server.listen();
  const { browser, page, complaints } = await openBrowser(options);
  return {
    url: server.resolvedUrls!.local[0]!,
    page,
    complaints,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

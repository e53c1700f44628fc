import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Running, start, temporaryFolder } from "./catalog.ts";
import { type OpenPage, openBrowser } from "./open-browser.ts";

/** A catalog that is served, and a page in a browser that has not opened it yet. */
export interface Site extends OpenPage {
  /** What the server may read; its data directory is `data` in there. */
  folder: string;
  running: Running;
  /** Serves the catalog again at the same address, once its server was stopped. */
  restart(): Promise<Running>;
  close(): Promise<void>;
}

/** `fill` writes files into the folder before the server starts. */
export async function openSite(name: string, fill: (folder: string) => Promise<unknown>): Promise<Site> {
  const { path, remove } = await temporaryFolder(name);
  const serve = (port?: number) => start(join(path, "data"), [path], port);
  let running: Running | null = null;
  let opened: OpenPage | null = null;
  const close = async (): Promise<void> => {
    await opened?.browser.close();
    await running?.server.stop();
    await remove();
  };
  try {
    await fill(path);
    await mkdir(join(path, "data"));
    running = await serve();
    opened = await openBrowser();
    const port = Number(new URL(running.server.url).port);
    const restart = async (): Promise<Running> => {
      running = await serve(port);
      return running;
    };
    return { ...opened, folder: path, running, restart, close };
  } catch (error) {
    await close();
    throw error;
  }
}

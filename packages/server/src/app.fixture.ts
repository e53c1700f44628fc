import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ProblemBody } from "@pomona/contract/problems";
import sharp from "sharp";
import { type App, type AppOptions, openApp } from "./app.ts";

/** A workspace in a temporary folder for tests of the whole server. */
export interface TestApp {
  directory: string;
  /** Folder that imports may read. */
  sources: string;
  app: App;
  /** Calls a route; the parsed answer, or the problem's body. */
  call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: T & Partial<ProblemBody> }>;
  /** Closes and opens the same data directory again. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
  const root = await mkdtemp(join(tmpdir(), "pomona-app-"));
  const sources = join(root, "sources");
  await mkdir(sources);
  const open = (): Promise<App> =>
    openApp({ dataDirectory: join(root, "data"), logLevel: "silent", roots: [sources], ...options });
  const test: TestApp = {
    directory: join(root, "data"),
    sources,
    app: await open(),
    call: async (method, path, body) => {
      const request = new Request(`http://127.0.0.1/api/v1${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      const response = await test.app.fetch(request, { owner: true });
      return { status: response.status, body: (await response.json()) as never };
    },
    reopen: async () => {
      await test.app.close();
      test.app = await open();
    },
    close: async () => {
      await test.app.close();
      await rm(root, { recursive: true, force: true });
    },
  };
  return test;
}

/** A PNG of one colour with a shape, so that images of a colour look alike to any model and each file differs. */
export async function writeShape(path: string, colour: string, seed: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const x = 20 + ((seed * 37) % 60);
  const y = 20 + ((seed * 53) % 60);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="100"><rect width="120" height="100" fill="${colour}"/><circle cx="${x}" cy="${y}" r="${10 + (seed % 9)}" fill="white"/></svg>`;
  await writeFile(path, await sharp(Buffer.from(svg)).png().toBuffer());
}

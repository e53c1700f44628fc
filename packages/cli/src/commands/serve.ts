import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { DEFAULT_PORT } from "@pomona/contract/default-port";
import type { Command } from "commander";
import type { Context, GlobalOptions } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { examples } from "./command.ts";
import { collect, wholeNumber } from "./values.ts";

interface ServeOptions extends GlobalOptions {
  host: string;
  port: number;
  root?: string[];
  open?: true;
  allowPrivateUrls?: true;
  allowDownloads?: true;
}

export function addServe(program: Command, context: Context): void {
  const command = program
    .command("serve")
    .summary("serve the catalog to the browser and over HTTP")
    .description(
      "Serves the web app and the HTTP API until Ctrl-C. Other commands on the same data directory then go through this server.\nA --host other than this machine's own demands a token: --token TOKEN or POMONA_TOKEN.",
    )
    .option("--host <address>", "address to listen at", "127.0.0.1")
    .option("--port <number>", "port to listen at; 0 takes a free one", wholeNumber(0, 65_535), DEFAULT_PORT)
    .option("--root <dir>", "a folder the server may read (repeatable)", collect)
    .option("--open", "open the browser")
    .option("--allow-private-urls", "let imports fetch addresses of this machine and its network")
    .option("--allow-downloads", "let callers other than you have models downloaded by name");
  examples(
    command,
    "pomona serve --open",
    'pomona serve --host 0.0.0.0 --port 8080 --token "$(openssl rand -hex 16)" --root /mnt/photos',
  );
  command.action(async () => {
    const { data, host, port, token, root, open, json, allowPrivateUrls, allowDownloads } =
      command.optsWithGlobals<ServeOptions>();
    const { serve } = await import("@pomona/server/serve");
    const server = await serve({
      dataDirectory: resolve(data),
      host,
      port,
      ...(token ? { token } : {}),
      ...(root ? { roots: root.map((path) => resolve(path)) } : {}),
      ...(allowPrivateUrls ? { allowPrivateUrls } : {}),
      ...(allowDownloads ? { allowDownloads } : {}),
    });
    const { terminal, signal } = context;
    const address = token ? `${server.url}/?token=${encodeURIComponent(token)}` : server.url;
    if (json) terminal.write(`${JSON.stringify({ url: server.url })}\n`);
    else terminal.write(`Pomona serves ${resolve(data)} at ${address}\nPress Ctrl-C to stop.\n`);
    if (open) openBrowser(address, terminal.note);
    const interrupted = new Promise<void>((stop) => {
      if (signal.aborted) stop();
      signal.addEventListener("abort", () => stop(), { once: true });
    });
    await Promise.race([interrupted, server.stopped]);
    terminal.note("Stopping after the running batch; press Ctrl-C again to leave at once.\n");
    await server.close();
    context.exitCode = exitCodes.done;
  });
}

function openBrowser(url: string, note: (text: string) => void): void {
  const [program, ...given] =
    process.platform === "darwin" ? ["open"] : process.platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"];
  const child = spawn(program ?? "xdg-open", [...given, url], { stdio: "ignore", detached: true });
  child.on("error", () => note(`No browser could be opened; go to ${url}\n`));
  child.unref();
}

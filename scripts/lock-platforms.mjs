// Mends package-lock.json where npm writes it otherwise than every machine needs it.
// - Adds the optional packages of other platforms that the registry at hand does not have. Without them `npm ci` refuses
//   the lock file ("Missing: … from lock file"), although it would never install them here.
// - Takes `hasInstallScript` from onnxruntime-node: its script fetches GPU libraries from outside the registry, while the
//   CPU runtime is in the package. npm runs no script that the lock file does not tell of; npm 11 has `allowScripts` too.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SYSTEMS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32", "aix", "netbsd", "openbsd", "sunos"];
const PROCESSORS = {
  arm: /-arm(-|$)/,
  arm64: /arm64/,
  x64: /x64/,
  ia32: /ia32/,
  ppc64: /ppc64/,
  riscv64: /riscv64/,
  s390x: /s390x/,
  wasm32: /wasm32/,
};

const file = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const lock = JSON.parse(readFileSync(file, "utf8"));
const added = [];
const runtime = lock.packages["node_modules/onnxruntime-node"];
const hadScript = runtime.hasInstallScript === true;
delete runtime.hasInstallScript;
for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const place = `node_modules/${name}`;
    if (lock.packages[place] || !/^\d+\.\d+\.\d+[\w.-]*$/.test(version)) continue;
    const platform = platformOf(name.split("/").pop());
    if (!platform) continue;
    lock.packages[place] = { version, optional: true, ...(dev ? { dev } : {}), ...platform };
    added.push(`${name}@${version}`);
  }
}
if (added.length > 0 || hadScript) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`${added.length} added${added.length > 0 ? `: ${added.join(", ")}` : ""}`);
if (hadScript) console.log("onnxruntime-node: install script taken out");

function platformOf(name) {
  const os = SYSTEMS.find((system) => name.includes(system));
  const cpu =
    Object.entries(PROCESSORS).find(([, pattern]) => pattern.test(name.replace("armeabi", "arm")))?.[0] ??
    (/arm-?(eabi|gnueabihf|musleabihf)/.test(name) ? "arm" : undefined);
  if (!cpu || (!os && cpu !== "wasm32")) return null;
  const libc =
    os === "linux" ? (name.includes("musl") ? "musl" : name.includes("gnu") ? "glibc" : undefined) : undefined;
  return { cpu: [cpu], ...(os && cpu !== "wasm32" ? { os: [os] } : {}), ...(libc ? { libc: [libc] } : {}) };
}

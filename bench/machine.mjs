import { cpus, loadavg, totalmem } from "node:os";

/** What the figures were measured on. */
export const machine = () => ({
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryBytes: totalmem(),
  node: process.version,
});

/** How busy it is: average runnable processes over 1, 5 and 15 minutes. */
export const load = () => loadavg().map((value) => Number(value.toFixed(2)));

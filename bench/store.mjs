import { accessSync, constants } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { openContestant } from "./contestant.mjs";
import { memoryAlone } from "./measure-ours.mjs";
import { race } from "./race.mjs";
import { median, rounded } from "./statistics.mjs";
import { told } from "./workbench.mjs";

const DROP_CACHES = "/proc/sys/vm/drop_caches";

/** Exact search in the vector store alone, warm and, for root on Linux, cold; beside what the memory allows. */
export async function store({ options, log }) {
  const { rows, dims, seed } = options;
  const folder = join(options.cache, `store-${rows}x${dims}-${seed}`);
  const asked = { folder, rows, dims, seed };
  const serve = () => openContestant("vector-store", asked);
  await told(log, `store of ${rows.toLocaleString("en")} x ${dims}`, async () =>
    (await openContestant("vector-store", { ...asked, isMaking: true })).close(),
  );
  try {
    const alone = await told(log, "memory of a search", () => memoryAlone(serve, ["store-topk"]));
    const server = await serve();
    const bandwidth = await openContestant("bandwidth", { rows, dims });
    try {
      const results = await race(
        {
          "store-topk": { contestant: server, task: "store-topk" },
          "bandwidth-i8": { contestant: bandwidth, task: "i8" },
        },
        options.runs,
      );
      const cold = canDropCaches()
        ? await race({ "store-topk-cold": { contestant: server, task: "store-topk-cold" } }, options.runs)
        : {};
      return Object.values({ ...results, ...cold }).map(({ answers, ...result }) => ({
        ...result,
        ...alone[result.id],
        ...(answers[1]?.scored === undefined ? {} : { scored: median(answers.slice(1).map(({ scored }) => scored)) }),
        ...(answers[1]?.gigabytesPerSecond === undefined
          ? {}
          : { gigabytesPerSecond: rounded(median(answers.slice(1).map((answer) => answer.gigabytesPerSecond))) }),
      }));
    } finally {
      await Promise.all([server.close(), bandwidth.close()]);
    }
  } finally {
    if (!options.keep) await rm(folder, { recursive: true, force: true });
  }
}

function canDropCaches() {
  try {
    accessSync(DROP_CACHES, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

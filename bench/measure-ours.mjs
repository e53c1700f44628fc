import { memoryResult, race } from "./race.mjs";
import { rounded } from "./statistics.mjs";

const MEMORY_ROUNDS = 3;

/** Memory of each task in a server of its own that runs nothing else, after the warm-up and two more rounds. */
export async function memoryAlone(serve, tasks) {
  const results = {};
  for (const task of tasks) {
    const server = await serve();
    try {
      for (let round = -1; round < MEMORY_ROUNDS - 1; round++) await server.run(task, round);
      results[task] = memoryResult(server, task);
    } finally {
      await server.close();
    }
  }
  return results;
}

/** Tasks of one server in turn, each with the delay of its event loop; memory is measured alone where `serve` is given. */
export async function measureOurs(server, tasks, { runs, serve }) {
  const alone = serve ? await memoryAlone(serve, tasks) : {};
  const results = await race(Object.fromEntries(tasks.map((task) => [task, { contestant: server, task }])), runs);
  const list = [];
  for (const task of tasks) {
    const { answers: _, ...result } = results[task];
    list.push({ ...result, ...alone[task], eventLoopP99Ms: rounded(await server.eventLoopP99Ms(task)) });
  }
  return list;
}

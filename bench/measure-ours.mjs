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

/** A result for each task of one server: times in turn, memory above rest, delay of the event loop. */
export async function measureTogether(server, tasks, runs) {
  const results = await race(Object.fromEntries(tasks.map((task) => [task, { contestant: server, task }])), runs);
  const list = [];
  for (const task of tasks) {
    const { answers: _, ...result } = results[task];
    list.push({ ...result, eventLoopP99Ms: rounded(await server.eventLoopP99Ms(task)) });
  }
  return list;
}

/** The same with the memory of each task measured alone; `serve` opens a server, one at a time. */
export async function measureAlone(serve, tasks, runs) {
  const alone = await memoryAlone(serve, tasks);
  const server = await serve();
  try {
    const results = await measureTogether(server, tasks, runs);
    return results.map((result) => ({ ...result, ...alone[result.id] }));
  } finally {
    await server.close();
  }
}

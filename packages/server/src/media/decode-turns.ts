// libvips keeps one error text for the whole process: of decodes that run side by side, one is told another's faults.
let alone: Promise<void> = Promise.resolve();
const running = new Set<Promise<unknown>>();

/** Runs a decode beside others, but not beside one that must be alone. */
export async function decodeBeside<T>(decode: () => Promise<T>): Promise<T> {
  for (let turn: Promise<void> | null = null; turn !== alone; ) {
    turn = alone;
    await turn;
  }
  const decoding = decode();
  running.add(decoding);
  try {
    return await decoding;
  } finally {
    running.delete(decoding);
  }
}

/** Runs decodes whose error text counts, with no other one of `decodeBeside` going on. */
export async function decodeAlone<T>(decode: () => Promise<T>): Promise<T> {
  const before = alone;
  let release = (): void => undefined;
  alone = new Promise((settle) => {
    release = settle;
  });
  await before;
  await Promise.allSettled(running);
  try {
    return await decode();
  } finally {
    release();
  }
}

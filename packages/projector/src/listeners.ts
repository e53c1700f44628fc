/** Who listens to which event; `emit` calls them in the order in which they came. */
export interface Listeners<E> {
  on<K extends keyof E>(event: K, listener: (value: E[K]) => void): () => void;
  emit<K extends keyof E>(event: K, value: E[K]): void;
  clear(): void;
}

export function createListeners<E>(): Listeners<E> {
  const lists: { [K in keyof E]?: Set<(value: E[K]) => void> } = {};
  return {
    on(event, listener) {
      const list = lists[event] ?? new Set();
      lists[event] = list;
      list.add(listener);
      return () => list.delete(listener);
    },
    emit(event, value) {
      for (const listener of lists[event] ?? []) listener(value);
    },
    clear() {
      for (const event of Object.keys(lists) as (keyof E)[]) delete lists[event];
    },
  };
}

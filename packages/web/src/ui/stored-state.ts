import { useCallback, useState } from "react";

/** State that this browser remembers. `isValid` guards against what an older version left behind. */
export function useStoredState<T>(
  name: string,
  initial: T,
  isValid: (value: unknown) => boolean,
): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => readStored(name, initial, isValid));
  const store = useCallback(
    (next: T) => {
      setValue(next);
      try {
        localStorage.setItem(`pomona.${name}`, JSON.stringify(next));
      } catch {
        // Storage may be full or forbidden; the state then lasts as long as the page.
      }
    },
    [name],
  );
  return [value, store];
}

/** What this browser remembers under a name, or `initial`. */
export function readStored<T>(name: string, initial: T, isValid: (value: unknown) => boolean): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(`pomona.${name}`) ?? "null");
    return value !== null && isValid(value) ? (value as T) : initial;
  } catch {
    return initial;
  }
}

import { Problem } from "@pomona/contract/problems";
import type { Handlers } from "./handlers.ts";

/** Routes that are in the contract and not built yet; gone when the last of them is. */
export const unbuiltRoutes = (names: readonly (keyof Handlers)[]): Partial<Handlers> =>
  Object.fromEntries(
    names.map((name) => [
      name,
      () => {
        throw new Problem("not-found", `${name} is not built yet.`);
      },
    ]),
  );

import { isProblem } from "@pomona/contract/problems";
import type { FunctionDraft } from "@pomona/contract/reviews";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** The draft of a function; null where there is none. */
export const draftQuery = (name: string) =>
  queryOptions({
    queryKey: ["functions", name, "draft"],
    queryFn: async ({ signal }): Promise<FunctionDraft | null> => {
      try {
        return await api.functionDraft({ name }, { signal });
      } catch (error) {
        if (isProblem(error, "draft-not-found")) return null;
        throw error;
      }
    },
  });

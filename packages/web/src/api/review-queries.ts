import { isProblem } from "@pomona/contract/problems";
import type { FunctionDraft } from "@pomona/contract/reviews";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** The draft of a function as it is now; null where there is none. */
export async function fetchDraft(name: string, signal?: AbortSignal): Promise<FunctionDraft | null> {
  const options = signal ? { signal } : {};
  // Asked for where it is: a browser writes each refusal to its console.
  const { hasDraft } = await api.getFunction({ name }, options);
  if (!hasDraft) return null;
  try {
    return await api.functionDraft({ name }, options);
  } catch (error) {
    // It was published or discarded meanwhile.
    if (isProblem(error, "draft-not-found")) return null;
    throw error;
  }
}

export const draftQuery = (name: string) =>
  queryOptions({
    queryKey: ["functions", name, "draft"],
    queryFn: ({ signal }) => fetchDraft(name, signal),
  });

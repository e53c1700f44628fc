import { isProblem } from "@pomona/contract/problems";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

/** Whether the server answers at all; the banner watches it, and every call that finds it gone asks for it again. */
export const HEALTH_KEY = ["health"] as const;

const isGone = (error: unknown): boolean =>
  isProblem(error) && (error.code === "unreachable" || error.code === "stopping");

/** Asks again only when the server did not answer; a refusal will be refused again. */
const isWorthAnotherTry = (failures: number, error: unknown): boolean => failures < 2 && isGone(error);

const lookAtHealth = (error: unknown): void => {
  if (isGone(error)) void queryClient.invalidateQueries({ queryKey: HEALTH_KEY });
};

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.queryKey[0] !== HEALTH_KEY[0]) lookAtHealth(error);
    },
  }),
  mutationCache: new MutationCache({ onError: lookAtHealth }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 120_000,
      retry: isWorthAnotherTry,
      networkMode: "always",
      refetchOnWindowFocus: false,
    },
    mutations: { networkMode: "always" },
  },
});

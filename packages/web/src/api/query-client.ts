import { isProblem } from "@pomona/contract/problems";
import { QueryClient } from "@tanstack/react-query";

/** Asks again only when the server did not answer; a refusal will be refused again. */
const isWorthAnotherTry = (failures: number, error: unknown): boolean =>
  failures < 2 && isProblem(error) && (error.code === "unreachable" || error.code === "stopping");

export const queryClient = new QueryClient({
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

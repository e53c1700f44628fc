import { isProblem } from "@pomona/contract/problems";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "../api/client.ts";
import { HEALTH_KEY } from "../api/query-client.ts";
import { copy } from "../copy.ts";
import { Icon } from "../ui/icon.tsx";

const CALM_INTERVAL_MS = 10_000;
const LOST_INTERVAL_MS = 2000;
/** Reached without a network. */
const LOCAL = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Says that the server does not answer, until it does again; then everything is asked for anew. */
export function OfflineBanner() {
  const client = useQueryClient();
  const wasLost = useRef(false);
  const { error } = useQuery({
    queryKey: HEALTH_KEY,
    queryFn: ({ signal }) => api.health({ signal }),
    retry: false,
    refetchInterval: (query) => (query.state.error ? LOST_INTERVAL_MS : CALM_INTERVAL_MS),
    refetchOnWindowFocus: true,
  });
  useEffect(() => {
    if (wasLost.current && !error) {
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== HEALTH_KEY[0] });
    }
    wasLost.current = error !== null;
  }, [error, client]);
  if (!error) return null;
  return (
    <p
      role="alert"
      className="fixed top-14 left-1/2 z-[70] m-0 flex w-max max-w-[calc(100vw-2rem)] -translate-x-1/2 items-center gap-2 rounded-lg border border-warn/40 bg-warn-wash px-4 py-2 text-warn shadow-float"
    >
      <Icon name="warning" />
      {bannerText(error)}
    </p>
  );
}

/** What keeps the page from its server, and what will end that. */
function bannerText(error: unknown): string {
  if (isProblem(error, "unauthorized")) return copy.needsToken;
  if (isProblem(error, "stopping")) return copy.restarting;
  if (!isProblem(error, "unreachable")) return error instanceof Error ? error.message : String(error);
  return navigator.onLine || LOCAL.has(location.hostname) ? copy.offline : copy.noNetwork;
}

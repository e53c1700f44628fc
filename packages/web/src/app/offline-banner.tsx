import { isProblem } from "@pomona/contract/problems";
import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { copy } from "../copy.ts";
import { Icon } from "../ui/icon.tsx";

const CALM_INTERVAL_MS = 20_000;
const LOST_INTERVAL_MS = 2000;

/** Says that the server does not answer, until it does again. */
export function OfflineBanner() {
  const health = useQuery({
    queryKey: ["health"],
    queryFn: ({ signal }) => api.health({ signal }),
    retry: false,
    refetchInterval: (query) => (query.state.error ? LOST_INTERVAL_MS : CALM_INTERVAL_MS),
    refetchOnWindowFocus: true,
  });
  if (!health.error) return null;
  const text = isProblem(health.error, "unauthorized")
    ? copy.needsToken
    : isProblem(health.error, "unreachable")
      ? copy.offline
      : health.error.message;
  return (
    <p role="alert" className="m-0 flex shrink-0 items-center gap-2 bg-warn-wash px-4 py-2 text-warn">
      <Icon name="warning" />
      {text}
    </p>
  );
}

import { type ReclaimableStore, reclaimableStore, type StorageUse as Use } from "@pomona/contract/storage";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { storageQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { formatBytes } from "../../ui/format.ts";
import { ProblemState } from "../../ui/problem-note.tsx";
import { showMessage } from "../../ui/toast.tsx";

/** What each store takes on disk, and freeing what nothing needs any more. */
export function StorageUse() {
  const { data: use, error, refetch } = useQuery(storageQuery);
  if (error && !use) return <ProblemState error={error} onRetry={() => void refetch()} />;
  if (!use) return <div role="status" aria-label={copy.loading} className="skeleton h-72 rounded-xl" />;
  const all = use.stores.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <>
      <p className="m-0 mb-4">
        {copy.storageTotal(formatBytes(all))}{" "}
        <span className="text-ink-mute">{copy.diskLeft(formatBytes(use.freeBytes))}</span>
      </p>
      <ul className="m-0 list-none divide-y divide-line rounded-xl border border-line bg-surface p-0">
        {use.stores.map((store) => (
          <StoreLine key={store.store} store={store} all={all} />
        ))}
      </ul>
    </>
  );
}

function StoreLine({ store: { store, bytes, reclaimableBytes }, all }: { store: Use["stores"][number]; all: number }) {
  const name = copy.stores[store];
  return (
    <li className="px-4 py-3">
      <div className="flex items-baseline gap-3">
        <h3 className="m-0 font-medium text-sm">{name.title}</h3>
        <span className="ml-auto tabular-nums">{formatBytes(bytes)}</span>
      </div>
      <div aria-hidden="true" className="mt-1.5 h-[3px] overflow-hidden rounded-full bg-sunken">
        <div className="h-full rounded-full bg-accent" style={{ width: `${all > 0 ? (bytes / all) * 100 : 0}%` }} />
      </div>
      <div className="mt-1.5 flex min-h-7 flex-wrap items-center gap-x-3 text-ink-mute text-xs">
        <span className="min-w-0 flex-1">{name.hint}</span>
        {reclaimableBytes > 0 && isReclaimable(store) ? (
          <Reclaim store={store} title={name.title} bytes={reclaimableBytes} />
        ) : null}
      </div>
    </li>
  );
}

const isReclaimable = (store: string): store is ReclaimableStore => reclaimableStore.safeParse(store).success;

function Reclaim({ store, title, bytes }: { store: ReclaimableStore; title: string; bytes: number }) {
  const reclaim = useAction({
    run: () => api.reclaimStorage({ stores: [store] }),
    changes: ["jobs"],
    onDone: () => showMessage(copy.reclaiming(title)),
  });
  return (
    <Button
      className="h-7 text-xs"
      aria-label={copy.reclaimFrom(formatBytes(bytes), title)}
      disabled={reclaim.isPending}
      onClick={() => reclaim.mutate()}
    >
      {copy.reclaim(formatBytes(bytes))}
    </Button>
  );
}

import { useQuery } from "@tanstack/react-query";
import { aboutQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { formatBytes, formatCount } from "../../ui/format.ts";

/** Version, data directory and how much room everything takes. */
export function StorageUse() {
  const about = useQuery(aboutQuery).data;
  if (!about) return <div className="h-24" />;
  const figures: [string, string][] = [
    [copy.rows, formatCount(about.rows)],
    [copy.storage.catalog, formatBytes(about.storageBytes.catalog)],
    [copy.storage.vectors, formatBytes(about.storageBytes.vectors)],
    [copy.storage.blobs, formatBytes(about.storageBytes.blobs)],
    [copy.storage.thumbnails, formatBytes(about.storageBytes.thumbnails)],
    [copy.storage.version, about.version],
    [copy.storage.directory, about.dataDirectory],
  ];
  return (
    <dl className="m-0 grid grid-cols-[8rem_1fr] gap-y-1.5">
      {figures.map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-ink-mute">{term}</dt>
          <dd className="m-0 break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

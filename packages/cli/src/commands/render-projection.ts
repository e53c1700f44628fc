import type { MapCluster, Projection, ProjectionVersion } from "@pomona/contract/projections";
import { count, plural } from "../render/quantities.ts";
import { renderTable, type TableOptions } from "../render/table.ts";
import { oneLine } from "../render/width.ts";

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
const served = ({ versions, servedVersion }: Projection): ProjectionVersion | undefined =>
  versions.find(({ version }) => version === servedVersion) ?? versions[0];

export function renderProjections(terminal: TableOptions, projections: readonly Projection[]): string {
  const table = renderTable(
    projections.map((projection) => ({ projection, map: served(projection) })),
    [
      { title: "NAME", value: ({ projection }) => projection.name, shrinks: true },
      { title: "SPACE", value: ({ projection }) => projection.space, shrinks: true },
      { title: "METHOD", value: ({ map }) => map?.parameters.method ?? "" },
      { title: "VERSION", value: ({ map }) => String(map?.version ?? ""), align: "right" },
      { title: "STATE", value: ({ projection, map }) => (projection.job ? "laying" : (map?.state ?? "")) },
      { title: "ROWS", value: ({ map }) => count(map?.rows ?? 0), align: "right" },
      { title: "PLACED", value: ({ map }) => (map?.rows ? percent(map.placed / map.rows) : ""), align: "right" },
      { title: "", value: ({ map }) => (map?.hint ? "lay out again" : "") },
    ],
    terminal,
  );
  return table || "No projections yet; make one with `pomona projection create`.";
}

export function renderProjection(projection: Projection): string {
  const { name, space, versions, servedVersion, job } = projection;
  const lines = [`${oneLine(name)}: a map of space ${oneLine(space)}`];
  if (servedVersion === null) lines.push("no version is complete yet");
  if (job !== null) lines.push("laid out now; `pomona jobs --wait` waits for it");
  for (const version of versions) lines.push("", ...describe(version, version.version === servedVersion));
  return lines.join("\n");
}

function describe(map: ProjectionVersion, isServed: boolean): string[] {
  const { parameters, quality, misfit, reducedTo, explained } = map;
  const lines = [`version ${map.version}: ${map.state}${isServed ? ", the one that is shown" : ""}`];
  lines.push(`  ${settings(parameters)}`);
  lines.push(`  of ${map.filter === null ? "every row of the space" : `rows with ${oneLine(map.filter)}`}`);
  if (map.error) lines.push(`  error: ${oneLine(map.error)}`);
  if (map.state !== "complete") return lines;
  const placed = map.rows === 0 ? "" : `, ${count(map.placed)} of them placed, not laid out`;
  lines.push(`  ${plural(map.rows, "row")}${placed}${map.unmapped ? `; ${count(map.unmapped)} not on the map` : ""}`);
  if (reducedTo !== null && explained !== null)
    lines.push(`  from ${plural(reducedTo, "dimension")} that hold ${percent(explained)} of the variance`);
  if (quality) {
    const { trustworthiness, continuity, neighbours, sample } = quality;
    lines.push(
      `  trustworthiness ${trustworthiness.toFixed(3)}, continuity ${continuity.toFixed(3)}, ${percent(neighbours)} of neighbours kept (measured on ${plural(sample, "row")})`,
    );
  }
  if (misfit) {
    const arrived = misfit.placed === null ? "" : `, ${misfit.placed.toFixed(3)} of rows that arrived since`;
    lines.push(`  misfit ${misfit.laidOut.toFixed(3)} of rows laid out${arrived}`);
  }
  if (map.clusterLevels > 0) lines.push(`  clusters on ${plural(map.clusterLevels, "level")}`);
  if (map.hint) lines.push(`  ${HINTS[map.hint]}: lay it out again with \`pomona projection layout\``);
  return lines;
}

const HINTS: Readonly<Record<NonNullable<ProjectionVersion["hint"]>, string>> = {
  "many-placed": "many rows arrived since it was laid out",
  misfit: "rows that arrived since do not fit in well",
  "fit-unreadable": "its fit is damaged, so that rows which arrive are not placed",
};

function settings(parameters: ProjectionVersion["parameters"]): string {
  const { method, neighbours, minDistance, perplexity, metric, seed, components, epochs, landmarks } = parameters;
  const own = {
    umap: `, ${neighbours} neighbours, min distance ${minDistance}`,
    tsne: `, perplexity ${perplexity}`,
    pca: "",
  };
  // Those that were chosen: what the others came to depends on the rows.
  const chosen = [
    components === undefined ? "" : `, reduced to ${plural(components, "dimension")}`,
    epochs === undefined ? "" : `, ${plural(epochs, "round")}`,
    landmarks === undefined ? "" : `, ${plural(landmarks, "landmark")}`,
  ].join("");
  return `${method}${own[method]}, ${metric}, seed ${seed}${chosen}`;
}

export function renderClusters(terminal: TableOptions, clusters: readonly MapCluster[]): string {
  const table = renderTable(
    clusters,
    [
      { title: "ID", value: (one) => String(one.id), align: "right" },
      { title: "LEVEL", value: (one) => String(one.level), align: "right" },
      { title: "NAME", value: (one) => one.name, shrinks: true },
      { title: "ROWS", value: (one) => count(one.rows), align: "right" },
      { title: "IN", value: (one) => (one.parent === null ? "" : String(one.parent)), align: "right" },
      { title: "HAS MORE OF", value: reasons, shrinks: true },
    ],
    terminal,
  );
  return table || "No clusters: the map is one heap, or has too few rows.";
}

const reasons = ({ reasons: all }: MapCluster): string =>
  all
    .slice(0, 3)
    .map(({ kind, field, value, share, lift }) => {
      const what = kind === "metadata" ? (field ?? kind) : kind;
      return `${what} ${value} (${percent(share)}, ${lift.toFixed(1)} times)`;
    })
    .join("; ");

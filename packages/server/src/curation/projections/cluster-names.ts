import type { MapCluster } from "@pomona/contract/projections";

type Reason = MapCluster["reasons"][number];

/** Letters of a name, at most. */
const LONGEST = 40;
/** A value that so many of the rows have is what the cluster is. */
const NAMING_SHARE = 0.5;
/** And one that others have nearly as often is not. */
const NAMING_LIFT = 1.5;
/** Labels that are each this much more frequent than elsewhere, and that so many of the rows have together, name it too. */
const TOGETHER = { lift: 2, each: 0.05, all: 0.3, most: 3 };
/** A value that fewer have does not tell clusters of one name apart. */
const TELLING_SHARE = 0.25;
const TERMS_IN_NAME = 3;

/**
 * A name for each cluster, unique within its level and at most 40 letters long: a label or tag that most of its rows have and
 * few others; else two or three labels that it has much more of; else such a value of metadata; else its two or three
 * best terms; else the dataset most of it is of; else "Cluster" and a number.
 * Where names of a level are the same, the next reason that tells them apart is added, else a number.
 */
export function chooseNames(clusters: readonly { level: number; reasons: readonly Reason[] }[]): string[] {
  const names = clusters.map(({ reasons }) => nameParts(reasons)[0] ?? null);
  const levels = new Set(clusters.map(({ level }) => level));
  for (const level of levels) {
    const among = [...clusters.keys()].filter((i) => clusters[i]?.level === level);
    const taken = new Map<string, number[]>();
    for (const i of among) {
      const name = names[i];
      if (name) taken.set(name, [...(taken.get(name) ?? []), i]);
    }
    for (const [name, same] of taken) if (same.length > 1) tellApart(name, same, clusters, names);
    numberRest(among, names);
  }
  return names as string[];
}

/** What could name a cluster, best first. */
function nameParts(reasons: readonly Reason[]): string[] {
  const naming = reasons.filter(
    ({ kind, share, lift }) => kind !== "term" && share >= NAMING_SHARE && lift >= NAMING_LIFT,
  );
  const of = (...kinds: Reason["kind"][]): string[] => naming.filter(({ kind }) => kinds.includes(kind)).map(words);
  const terms = reasons.filter(({ kind }) => kind === "term").slice(0, TERMS_IN_NAME);
  return [
    ...new Set([
      ...of("label", "tag"),
      ...labelsTogether(reasons),
      ...of("metadata"),
      ...(terms.length > 0 ? [joined(terms.map(({ value }) => value))] : []),
      ...of("dataset"),
    ]),
  ];
}

/** The labels that a cluster has much more of, where these are a good part of it. */
function labelsTogether(reasons: readonly Reason[]): string[] {
  const labels = reasons
    .filter(({ kind, lift, share }) => kind === "label" && lift >= TOGETHER.lift && share >= TOGETHER.each)
    .sort((a, b) => b.share - a.share)
    .slice(0, TOGETHER.most);
  const share = labels.reduce((sum, label) => sum + label.share, 0);
  return share >= TOGETHER.all ? [joined(labels.map(({ value }) => value))] : [];
}

/** A value as it stands in a name; metadata with its field, without which "3" or "true" says nothing. */
const words = ({ kind, field, value }: Reason): string =>
  shorten(kind === "metadata" && field !== null ? `${field}: ${value}` : value);

/** As many of the terms as fit. */
function joined(terms: readonly string[]): string {
  let name = terms[0] ?? "";
  for (const term of terms.slice(1)) if (`${name}, ${term}`.length <= LONGEST) name += `, ${term}`;
  return shorten(name);
}

function shorten(text: string, longest = LONGEST): string {
  const letters = Array.from(text.replace(/\s+/gu, " ").trim());
  return letters.length <= longest
    ? letters.join("")
    : `${letters
        .slice(0, longest - 1)
        .join("")
        .trimEnd()}…`;
}

/** Adds to each of some clusters of one name the first other reason that no other of them has. */
function tellApart(
  name: string,
  same: readonly number[],
  clusters: readonly { reasons: readonly Reason[] }[],
  names: (string | null)[],
): void {
  const others = same.map((i) => furtherWords(clusters[i]?.reasons ?? []).filter((text) => text !== name));
  for (const [place, i] of same.entries()) {
    const own = others[place]?.find((text) => others.every((list, at) => at === place || !list.includes(text)));
    if (own === undefined) continue;
    const room = LONGEST - " · ".length - Math.min(own.length, LONGEST / 2);
    names[i] = `${shorten(name, Math.floor(room))} · ${shorten(own, LONGEST / 2)}`;
  }
}

/** What else could be said of a cluster: what most of its rows have, its terms, then values of a quarter or more. */
function furtherWords(reasons: readonly Reason[]): string[] {
  const terms = reasons.filter(({ kind }) => kind === "term");
  const values = reasons.filter(({ kind, share }) => kind !== "term" && share >= TELLING_SHARE);
  const most = values.filter(({ share }) => share >= NAMING_SHARE);
  return [...most, ...terms, ...values].map(words);
}

/** Gives those without a name one, and a number to those that still share theirs with a larger cluster. */
function numberRest(among: readonly number[], names: (string | null)[]): void {
  const used = new Set<string>();
  for (const [place, i] of among.entries()) {
    const name = names[i] ?? `Cluster ${place + 1}`;
    let unique = name;
    for (let n = 2; used.has(unique); n++) unique = `${shorten(name, LONGEST - 4)} ${n}`;
    used.add(unique);
    names[i] = unique;
  }
}

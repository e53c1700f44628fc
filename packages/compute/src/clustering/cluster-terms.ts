import { overRepresentation } from "./over-represented.ts";
import { wordPairs, wordsOf } from "./text-words.ts";

export interface ClusterTerm {
  term: string;
  /** Of the class's texts, those that hold it. */
  share: number;
  lift: number;
  /** Class-based TF-IDF. */
  weight: number;
}

export interface ClusterTermsRequest {
  /** Texts, each of which may be in several classes. */
  texts: readonly string[];
  /** Per class the indices of its texts. */
  classes: readonly Int32Array[];
  /** Terms for each class, at most. */
  limit: number;
}

/** A word of more than this share of the texts is a stop word of the collection, whatever its language, */
const STOP_SHARE = 0.4;
/** unless a class has it so much more often. */
const STOP_LIFT = 1.9;
const LEAST_LIFT = 1.5;
const LEAST_TEXTS = 2;
const LEAST_CERTAINTY = 1.5;
/** Of the texts with either of its words, those that a pair is in so that it stands for them. */
const PAIR_SHARE = 0.6;
/** Terms of a class that pairs of words are sought among. */
const PAIRED = 30;

/**
 * The distinctive terms of each class of texts, strongest first: class-based TF-IDF (Grootendorst, "BERTopic", 2022:
 * tf(t, c) x log(1 + A / f(t)), A being the mean number of terms of a class), where a text counts once for a term, so
 * that one long text does not speak for its class. Words, and pairs of neighbouring words where both are distinctive.
 * Left out: stop words, that is words of over 40 % of the texts unless the class has nearly twice as many, and function
 * words of English; what fewer than two texts hold; and what is not over-represented (`over-represented.ts`). Ties in order of
 * term. Cost: about a second for 10,000 texts of 100 words; run it on a thread.
 */
export function clusterTerms({ texts, classes, limit }: ClusterTermsRequest): ClusterTerm[][] {
  const words = texts.map(wordsOf);
  const single = words.map((list) => new Set(list.filter((word) => word !== "")));
  const total = countTexts(single, Int32Array.from(texts.keys()));
  const first = weigh(classes, { single, total, texts: texts.length });
  const wanted = classes.map((_, of) => new Set(first[of]?.slice(0, PAIRED).map(({ term }) => term)));
  const paired = wordPairs(words, classes, wanted);
  const all = weigh(classes, {
    single: single.map((set, text) => new Set([...set, ...(paired[text] ?? [])])),
    total: countTexts(paired, Int32Array.from(texts.keys()), total),
    texts: texts.length,
  });
  return all.map((terms) => withoutParts(terms).slice(0, limit));
}

function countTexts(
  terms: readonly ReadonlySet<string>[],
  among: Int32Array,
  into = new Map<string, number>(),
): Map<string, number> {
  for (const text of among) for (const term of terms[text] ?? []) into.set(term, (into.get(term) ?? 0) + 1);
  return into;
}

function weigh(
  classes: readonly Int32Array[],
  {
    single,
    total,
    texts,
  }: { single: readonly ReadonlySet<string>[]; total: ReadonlyMap<string, number>; texts: number },
): ClusterTerm[][] {
  const counts = classes.map((among) => countTexts(single, among));
  const sizes = counts.map((count) => [...count.values()].reduce((sum, n) => sum + n, 0));
  const mean = sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, classes.length);
  return counts.map((count, of) => {
    const rows = classes[of]?.length ?? 0;
    const terms: ClusterTerm[] = [];
    for (const [term, n] of count) {
      if (n < LEAST_TEXTS) continue;
      const f = total.get(term) as number;
      const { share, lift, certainty } = overRepresentation({ count: n, rows, totalCount: f, totalRows: texts });
      const least = f > STOP_SHARE * texts ? STOP_LIFT : LEAST_LIFT;
      if (lift < least || certainty < LEAST_CERTAINTY) continue;
      terms.push({ term, share, lift, weight: (n / (sizes[of] as number)) * Math.log(1 + mean / f) });
    }
    return terms.sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1));
  });
}

/** A pair stands for its words where it is in most of the texts that these are in, and no word is said twice. */
function withoutParts(terms: readonly ClusterTerm[]): ClusterTerm[] {
  const share = new Map(terms.map((term) => [term.term, term.share]));
  const wordsIn = ({ term }: ClusterTerm): string[] => term.split(" ");
  const isPair = (term: ClusterTerm): boolean => wordsIn(term).length > 1;
  const isStrong = (pair: ClusterTerm): boolean =>
    wordsIn(pair).every((word) => pair.share >= PAIR_SHARE * (share.get(word) ?? 0));
  const strong = new Set(terms.filter((term) => isPair(term) && isStrong(term)));
  const covered = new Set([...strong].flatMap(wordsIn));
  const said = new Set<string>();
  return terms.filter((term) => {
    const isKept = isPair(term)
      ? strong.has(term) && !wordsIn(term).some((word) => said.has(word))
      : !covered.has(term.term);
    if (isKept) for (const word of wordsIn(term)) said.add(word);
    return isKept;
  });
}

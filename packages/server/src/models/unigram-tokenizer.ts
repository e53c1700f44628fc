/** [piece, log probability], in id order. */
export type UnigramVocabulary = readonly (readonly [string, number])[];

export interface UnigramTokenizer {
  /** Ids of the most probable segmentation, at most `maxTokens` of them (the first). */
  encode(text: string): number[];
}

const UNKNOWN = 0;
/** Ids below are control symbols that no text contains. */
const FIRST_PIECE = 6;
const SPACE = "\u2581";

interface Piece {
  id: number;
  logProbability: number;
}

/**
 * A SentencePiece unigram tokenizer (Kudo 2018, "Subword regularization", section 3.2): NFKC, each space a `▁`, one
 * before the text, then the Viterbi-best segmentation; runs of unknown characters are one unknown token. It follows the
 * tokenizer of TensorFlow.js's Universal Sentence Encoder, quirks included: a character where no piece starts scores 0,
 * and of equal scores the shorter piece wins.
 *
 * Time is linear in the text: pieces are at most as long as the vocabulary's longest, and only as much of the text is
 * looked at as `maxTokens` of the longest pieces could cover.
 */
export function createUnigramTokenizer(
  vocabulary: UnigramVocabulary,
  { maxTokens }: { maxTokens: number },
): UnigramTokenizer {
  const pieces = new Map<string, Piece>();
  let longest = 1;
  vocabulary.forEach(([piece, logProbability], id) => {
    if (id < FIRST_PIECE) return;
    pieces.set(piece, { id, logProbability });
    longest = Math.max(longest, [...piece].length);
  });
  // Unknown runs are one token however long, so a text needs some more than maxTokens * longest characters at worst.
  const maxCharacters = maxTokens * longest;
  return {
    encode: (text) => {
      const characters = normalise(text, maxCharacters);
      return mergeUnknown(bestSegmentation(characters, pieces, longest)).slice(0, maxTokens);
    },
  };
}

function normalise(text: string, maxCharacters: number): string[] {
  // A code point is at most two code units, and NFKC seldom shortens: cut before normalising a whole book.
  const normalised = text.slice(0, maxCharacters * 4).normalize("NFKC");
  if (normalised === "") return [];
  return [...(SPACE + normalised.replaceAll(" ", SPACE))].slice(0, maxCharacters);
}

function bestSegmentation(characters: string[], pieces: ReadonlyMap<string, Piece>, longest: number): number[] {
  const count = characters.length;
  // Best way to reach each position; -Infinity where none is known yet.
  const scores = new Float64Array(count + 1).fill(Number.NEGATIVE_INFINITY);
  const ids = new Int32Array(count + 1);
  const starts = new Int32Array(count + 1);
  scores[0] = 0;
  const reach = (start: number, end: number, { id, logProbability }: Piece): void => {
    const score = (scores[start] as number) + logProbability;
    // Later starts come later: of equal scores the shorter piece stays.
    if (score < (scores[end] as number)) return;
    scores[end] = score;
    ids[end] = id;
    starts[end] = start;
  };
  for (let start = 0; start < count; start++) {
    let piece = "";
    let isKnown = false;
    for (let end = start; end < Math.min(count, start + longest); end++) {
      piece += characters[end];
      const known = pieces.get(piece);
      if (!known) continue;
      isKnown = true;
      reach(start, end + 1, known);
    }
    if (!isKnown) reach(start, start + 1, { id: UNKNOWN, logProbability: 0 });
  }
  const path: number[] = [];
  for (let end = count; end > 0; end = starts[end] as number) path.push(ids[end] as number);
  return path.reverse();
}

const mergeUnknown = (ids: number[]): number[] =>
  ids.filter((id, position) => id !== UNKNOWN || ids[position - 1] !== UNKNOWN);

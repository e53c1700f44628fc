import { type Anchor, pictureHash } from "./anchors.ts";
import type { SimilarityCondition } from "./filter.ts";
import {
  type Cursor,
  expectName,
  expectNumber,
  expectSymbol,
  fail,
  is,
  marked,
  peek,
  takeIf,
} from "./filter-cursor.ts";

/**
 * The inside of `similarity(space "cn3", like "key", unlike "key", text "a red apple", centroid, weight 0.3)`, its
 * closing parenthesis included. An anchor is `[like | unlike] [text | image | picture | vector] …`; a bare name is a row key.
 */
export function parseSimilarity(cursor: Cursor): SimilarityCondition["similarity"] {
  if (!takeIf(cursor, "space")) fail(cursor, ["space"]);
  const space = marked(cursor, ["similarity", "space"], () => expectName(cursor, "space name"));
  const similarity: SimilarityCondition["similarity"] = { space, anchors: [], combine: "nearest", negativeWeight: 0.5 };
  while (takeIf(cursor, ",")) parseArgument(cursor, similarity);
  if (similarity.anchors.length === 0) fail(cursor, is(peek(cursor), ")") ? ["like", "text"] : [","]);
  expectSymbol(cursor, ")", [","]);
  return similarity;
}

function parseArgument(cursor: Cursor, similarity: SimilarityCondition["similarity"]): void {
  if (takeIf(cursor, "centroid")) similarity.combine = "centroid";
  else if (takeIf(cursor, "nearest")) similarity.combine = "nearest";
  else if (is(peek(cursor), "weight")) similarity.negativeWeight = parseWeight(cursor);
  else {
    const position = similarity.anchors.length;
    similarity.anchors.push(marked(cursor, ["similarity", "anchors", position], () => parseAnchor(cursor)));
  }
}

function parseWeight(cursor: Cursor): number {
  takeIf(cursor, "weight");
  const token = peek(cursor);
  const weight = expectNumber(cursor);
  if (weight < 0 || weight > 10)
    fail(cursor, ["number"], { token, message: "the weight of negatives lies between 0 and 10" });
  return weight;
}

function parseAnchor(cursor: Cursor): Anchor {
  const isLike = takeIf(cursor, "like");
  const sign = !isLike && takeIf(cursor, "unlike") ? "-" : "+";
  if (takeIf(cursor, "text")) return { text: anchorText(cursor), sign };
  if (takeIf(cursor, "vector")) return { vector: parseVector(cursor), sign };
  if (takeIf(cursor, "image")) return parseImage(cursor, sign);
  if (takeIf(cursor, "picture")) return parsePicture(cursor, sign);
  if (!isLike && sign === "+")
    fail(cursor, ["like", "unlike", "text", "image", "picture", "vector", "centroid", "nearest", "weight"]);
  return { key: expectName(cursor, "row key"), sign };
}

function anchorText(cursor: Cursor): string {
  const token = peek(cursor);
  if (token.kind !== "string") fail(cursor, ["text"]);
  const text = expectName(cursor, "text");
  if (text === "") fail(cursor, ["text"], { token, message: "an anchor text must not be empty" });
  return text;
}

function parseImage(cursor: Cursor, sign: "+" | "-"): Anchor {
  const token = peek(cursor);
  const image = expectName(cursor, "text");
  if (!/^(?:[0-9a-zA-Z+/]{4})*(?:[0-9a-zA-Z+/]{2}==|[0-9a-zA-Z+/]{3}=)?$/.test(image)) {
    fail(cursor, ["text"], { token, message: "an image is given as its file in base64" });
  }
  return takeIf(cursor, "name") ? { image, name: expectName(cursor, "text"), sign } : { image, sign };
}

function parsePicture(cursor: Cursor, sign: "+" | "-"): Anchor {
  const token = peek(cursor);
  const picture = expectName(cursor, "text");
  if (!pictureHash.safeParse(picture).success)
    fail(cursor, ["text"], { token, message: "an uploaded image is given by its hash" });
  return takeIf(cursor, "name") ? { picture, name: expectName(cursor, "text"), sign } : { picture, sign };
}

function parseVector(cursor: Cursor): number[] {
  const token = peek(cursor);
  expectSymbol(cursor, "(");
  const vector = [expectNumber(cursor)];
  while (takeIf(cursor, ",")) vector.push(expectNumber(cursor));
  expectSymbol(cursor, ")", [","]);
  if (vector.length < 2 || vector.length > 4096)
    fail(cursor, ["number"], { token, message: "a vector has 2 to 4096 numbers" });
  return vector;
}

import { vectorsRequest } from "@pomona/contract/spaces";
import { expect, test } from "vitest";
import { encodeVector } from "./encode-vector.ts";

test("a vector of the most dims comes back as its float32 values, and the contract takes it", () => {
  const values = Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i));
  const vector = encodeVector(values);
  const bytes = new Uint8Array(Buffer.from(vector, "base64"));
  expect(new Float32Array(bytes.buffer)).toEqual(values);
  expect(vectorsRequest.safeParse({ space: "mine", vectors: [{ key: "k", vector }] }).success).toBe(true);
});

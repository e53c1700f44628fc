import { expect, test } from "vitest";
import { decodeTfjsWeights } from "./tfjs-weights.ts";

test("decodes every storage type, at unaligned places too", () => {
  const group = {
    paths: [],
    weights: [
      { name: "byte", shape: [1], dtype: "float32", quantization: { dtype: "uint8", scale: 0.5, min: -1 } },
      { name: "half", shape: [2, 3], dtype: "float32", quantization: { dtype: "float16" } },
      { name: "float", shape: [], dtype: "float32" },
      { name: "whole", shape: [2], dtype: "int32" },
    ],
  };
  const bytes = Buffer.alloc(1 + 12 + 4 + 8);
  bytes[0] = 6;
  // 1, -2, the smallest subnormal, 65504 (the largest), infinity, -0 in binary16.
  for (const [index, pattern] of [0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0x8000].entries())
    bytes.writeUInt16LE(pattern, 1 + index * 2);
  bytes.writeFloatLE(1.5, 13);
  bytes.writeInt32LE(-7, 17);
  bytes.writeInt32LE(8, 21);
  const weights = decodeTfjsWeights([group], bytes);
  expect([...(weights.get("byte")?.values ?? [])]).toEqual([2]);
  expect([...(weights.get("half")?.values ?? [])]).toEqual([1, -2, 2 ** -24, 65504, Number.POSITIVE_INFINITY, -0]);
  expect([...(weights.get("float")?.values ?? [])]).toEqual([1.5]);
  expect(weights.get("whole")).toEqual({ shape: [2], values: Float32Array.of(-7, 8) });
  expect(() => decodeTfjsWeights([group], bytes.subarray(0, 20))).toThrow(/whole .* does not fit/);
  expect(() => decodeTfjsWeights([group], Buffer.concat([bytes, bytes]))).toThrow("describes 25 bytes");
});

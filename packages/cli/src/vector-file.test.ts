import { expect, it } from "vitest";
import { readVectorFile } from "./vector-file.ts";

function npy(type: "<f4" | "<f8" | "<i4", shape: string, values: number[]): Buffer {
  const header = Buffer.from(`{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }\n`, "latin1");
  const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  const numbers = type === "<f8" ? new Float64Array(values) : new Float32Array(values);
  return Buffer.concat([head, header, Buffer.from(numbers.buffer)]);
}

it("reads JSON, plain numbers and .npy of both widths", () => {
  const expected = [0.5, -2, 3];
  for (const content of [
    Buffer.from("[0.5, -2, 3]"),
    Buffer.from("0.5 -2\n3\n"),
    Buffer.from("0.5,-2;3"),
    npy("<f4", "3,", expected),
    npy("<f8", "1, 3", expected),
  ]) {
    expect(readVectorFile("v", content)).toEqual(expected);
  }
});

it.each([
  ['[1, "a"]', "one array of numbers"],
  ["[1, 2", "not JSON"],
  ["1 x 3", "value 2 is not a finite number"],
  ["1", "one number"],
  ["", "no numbers"],
])("refuses %j: %s", (content, reason) => {
  expect(() => readVectorFile("v.txt", Buffer.from(content))).toThrow(reason);
});

it("refuses a .npy that holds many vectors, other numbers, or too few bytes", () => {
  expect(() => readVectorFile("v.npy", npy("<f4", "2, 2", [1, 2, 3, 4]))).toThrow("shape (2, 2)");
  expect(() => readVectorFile("v.npy", npy("<i4", "2,", [1, 2]))).toThrow("float32 or float64");
  expect(() => readVectorFile("v.npy", npy("<f4", "9,", [1, 2]))).toThrow("ends before its 9 values");
});

import { Problem } from "@pomona/contract/problems";
import { UPLOAD_PART_BYTES } from "@pomona/contract/uploads";
import { createClient } from "@pomona/sdk/client";
import { contractFetch } from "@pomona/sdk/contract-fetch";
import { expect, it } from "vitest";
import { type UploadFile, UploadSession } from "./upload-session.ts";

const upload = { id: "u1", files: 0, bytes: 0, created: "" };
const text = (path: string, content: string): UploadFile => ({ path, file: new Blob([content]) });

/** A server that keeps what it is sent; `interfere` may throw in the place of an answer. */
function server(interfere: (call: number, path: string) => void = () => undefined) {
  const kept = new Map<string, number[]>();
  let calls = 0;
  let deleted = 0;
  const { fetch } = contractFetch({
    createUpload: () => upload,
    deleteUpload: () => {
      deleted++;
      return { deleted: true };
    },
    putUploadPart: ({ query, body }) => {
      const { path, offset, size } = query as { path: string; offset: number; size: number };
      interfere(++calls, path);
      const bytes = kept.get(path) ?? [];
      if (offset > bytes.length)
        throw new Problem("upload-offset", { detail: "gap", fields: { received: bytes.length } });
      for (const byte of body as Uint8Array) bytes.push(byte);
      kept.set(path, bytes);
      return { received: bytes.length, isWhole: bytes.length === size };
    },
  });
  const pauses: number[] = [];
  const session = (files: UploadFile[]) =>
    new UploadSession(files, {
      client: createClient({ url: "http://pomona.test", fetch }),
      pause: async (milliseconds) => void pauses.push(milliseconds),
    });
  return { session, kept, pauses, calls: () => calls, deleted: () => deleted };
}

it("leaves out a second file of the same path, and says so", async () => {
  const { session, kept } = server();
  const sending = session([text("a.txt", "one"), text("a.txt", "two")]);
  await sending.run();
  expect(sending.state()).toMatchObject({
    phase: "done",
    doneFiles: 1,
    files: 1,
    bytes: 3,
    refused: [{ path: "a.txt" }],
  });
  expect(String.fromCharCode(...(kept.get("a.txt") ?? []))).toBe("one");
});

it("sends every file whole, a large one in parts", async () => {
  const { session, kept, calls } = server();
  const large = new Uint8Array(UPLOAD_PART_BYTES + 3).map((_, i) => i % 251);
  const sending = session([text("a/1.txt", "one"), text("empty.txt", ""), { path: "large", file: new Blob([large]) }]);
  await sending.run();
  expect(sending.state()).toMatchObject({ phase: "done", id: "u1", doneFiles: 3, files: 3, refused: [] });
  expect(sending.state().doneBytes).toBe(sending.state().bytes);
  expect(calls()).toBe(4);
  expect(kept.get("large")?.length).toBe(large.length);
  expect(kept.get("large")?.at(-1)).toBe(large.at(-1));
  expect(String.fromCharCode(...(kept.get("a/1.txt") ?? []))).toBe("one");
});

it("goes on where it was when the server comes back, and says meanwhile that it waits", async () => {
  const phases = new Set<string>();
  const { session, kept, pauses } = server((call) => {
    if (call >= 2 && call <= 4) throw new Problem("stopping", "The server is stopping.");
  });
  const sending = session([text("a", "one"), text("b", "two"), text("c", "three"), text("d", "four")]);
  sending.subscribe(() => phases.add(sending.state().phase));
  await sending.run();
  expect(sending.state()).toMatchObject({ phase: "done", doneFiles: 4 });
  expect(phases).toContain("waiting");
  expect(pauses.length).toBe(3);
  expect([...kept.keys()].sort()).toEqual(["a", "b", "c", "d"]);
});

it("leaves out what is refused and what cannot be read any more, and sends the rest", async () => {
  const { session, kept } = server((_, path) => {
    if (path === "b") throw new Problem("upload-refused", "b: It is refused.");
  });
  const gone = { size: 5, slice: () => ({ arrayBuffer: () => Promise.reject(new Error("It is gone.")) }) };
  const sending = session([
    text("../a", "x"),
    text("b", "y"),
    { path: "c", file: gone as unknown as Blob },
    text("d", "z"),
  ]);
  await sending.run();
  const { refused, phase, files, doneFiles, bytes, doneBytes } = sending.state();
  expect(phase).toBe("done");
  expect(refused.map(({ path }) => path).sort()).toEqual(["../a", "b", "c"]);
  expect(refused.find(({ path }) => path === "b")?.message).toBe("It is refused.");
  expect([files, doneFiles, bytes, doneBytes]).toEqual([1, 1, 1, 1]);
  expect([...kept.keys()]).toEqual(["d"]);
});

it("stops at a refusal of everything, and goes on with what is missing when it is tried again", async () => {
  let isFull = true;
  const { session, kept } = server((_, path) => {
    if (isFull && path === "b") throw new Problem("disk-full", "There is no space left.");
  });
  const sending = session([text("a", "one"), text("b", "two")]);
  await sending.run();
  expect(sending.state()).toMatchObject({ phase: "stopped", problem: { code: "disk-full" } });
  isFull = false;
  await sending.run();
  expect(sending.state()).toMatchObject({ phase: "done", doneFiles: 2, problem: null });
  expect(kept.get("a")?.length).toBe(3);
});

it("sends what the server has lost again", async () => {
  const { session, kept } = server((call) => {
    if (call === 2) kept.set("large", []);
  });
  const large = new Blob([new Uint8Array(UPLOAD_PART_BYTES * 2)]);
  const sending = session([{ path: "large", file: large }]);
  await sending.run();
  expect(sending.state()).toMatchObject({ phase: "done", doneBytes: large.size });
  expect(kept.get("large")?.length).toBe(large.size);
});

it("has the server remove what it has when it is cancelled", async () => {
  const { session, deleted } = server((call) => {
    if (call === 1) void sending.cancel();
  });
  const sending: UploadSession = session([text("a", "one"), text("b", "two")]);
  await sending.run();
  expect(sending.state().phase).toBe("cancelled");
  await expect.poll(deleted).toBe(1);
});

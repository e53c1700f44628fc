import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "@huggingface/transformers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadModel } from "./load-model.ts";
import { writeClipModel, writeImageModel, writeTextModel } from "./tiny-models.fixture.ts";

/** A hub of our own: /ORG/NAME/resolve/REVISION/FILE, from folders ORG/NAME/REVISION. */
let hub: Server;
let root = "";
const requests: string[] = [];
const remoteHost = env.remoteHost;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "pomona-hub-"));
  await writeTextModel(join(root, "hub/tiny/bert/main"));
  await writeTextModel(join(root, "hub/tiny/bert/v2"), { "1_Pooling/config.json": { pooling_mode_cls_token: true } });
  await writeImageModel(join(root, "hub/tiny/vit/main"), { modelType: "vit", outputs: ["last_hidden_state"] });
  await writeClipModel(join(root, "hub/tiny/clip/main"), "clip");
  hub = createServer(async (request, response) => {
    const url = decodeURIComponent(request.url ?? "");
    requests.push(url);
    const bytes = await readFile(join(root, "hub", url.replace("/resolve/", "/"))).catch(() => null);
    response.writeHead(bytes ? 200 : 404, { "content-length": bytes?.length ?? 0 });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => hub.listen(0, "127.0.0.1", resolve));
  env.remoteHost = `http://127.0.0.1:${(hub.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  env.remoteHost = remoteHost;
  await new Promise((resolve) => hub.close(resolve));
  await rm(root, { recursive: true });
});

const load = (id: string, allowNetwork: boolean) =>
  loadModel({ id, allowNetwork }, { modelsDirectory: join(root, "models") });

test("downloads a model only when the network is allowed, and then has it for good", async () => {
  await expect(load("hf:tiny/bert", false)).rejects.toMatchObject({ code: "model-not-found" });
  expect(requests).toEqual([]);
  const first = await load("hf:tiny/bert", true);
  expect(first.description.modalities).toEqual(["text"]);
  const asked = requests.length;
  const second = await load("hf:tiny/bert", false);
  expect(second.description).toEqual(first.description);
  expect(requests).toHaveLength(asked);
});

test("keeps the revisions of a model apart", async () => {
  await load("hf:tiny/bert", true);
  await expect(load("hf:tiny/bert@v2", false)).rejects.toMatchObject({ code: "model-not-found" });
  const { description } = await load("hf:tiny/bert@v2", true);
  expect(description.id).toBe("hf:tiny/bert@v2");
  expect(requests.some((url) => url.startsWith("/tiny/bert/resolve/v2/"))).toBe(true);
  expect((await load("hf:tiny/bert@v2", false)).description).toEqual(description);
});

test("tells image and joint models by their files", async () => {
  expect((await load("hf:tiny/vit", true)).description.modalities).toEqual(["image"]);
  expect((await load("hf:tiny/clip", true)).description.modalities).toEqual(["image", "text"]);
});

test("says that a model is not on the hub", async () => {
  await expect(load("hf:tiny/nothing", true)).rejects.toMatchObject({ code: "model-not-found" });
});

test("says that the hub cannot be reached", async () => {
  const ours = env.remoteHost;
  env.remoteHost = "http://127.0.0.1:1/";
  await expect(load("hf:tiny/elsewhere", true)).rejects.toThrow(/hub cannot be reached/);
  env.remoteHost = ours;
});

import type { MediaType } from "@pomona/contract/names";
import { Problem } from "@pomona/contract/problems";
import type { EmbedInput, ModelSpec } from "./embedder.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { openImageTower } from "./image-tower.ts";
import {
  DTYPE_SUFFIXES,
  hashSettings,
  hashWeights,
  locateModel,
  type ModelLocation,
  onnxFiles,
  readModelCard,
  readSettings,
} from "./model-folder.ts";
import { failed, type ModelRuntime } from "./model-runtime.ts";
import { SESSION_OPTIONS } from "./onnx-session.ts";
import { loadedDtype, type Tower } from "./onnx-tower.ts";
import { openTextTower } from "./text-tower.ts";
import { readTransformersOptions, type TransformersOptions } from "./transformers-options.ts";

const CODE_VERSION = 1;
const IMAGE_BATCH = 4;
const TEXT_BATCH = 32;
const MAX_TOKENS = 512;
const SIGLIP_TOKENS = 64;
const E5_PREFIXES = { query: "query: ", document: "passage: " };

interface ModelConfig {
  model_type?: string;
  _name_or_path?: string;
  max_position_embeddings?: number;
  text_config?: { max_position_embeddings?: number };
  vision_config?: object;
}

/** What a model is loaded from. */
interface Opening {
  spec: ModelSpec;
  options: TransformersOptions;
  location: ModelLocation;
  config: ModelConfig;
  files: string[];
  /** For every `from_pretrained`. */
  pretrained: { revision: string; local_files_only: boolean };
}

type Towers = Partial<Record<MediaType, Tower>>;

// The library's settings are one for the whole thread, so models are loaded one after the other.
let loading: Promise<unknown> = Promise.resolve();

/**
 * Any ONNX model in the layout of Transformers.js (config.json, preprocessor_config.json or tokenizer files, onnx/*.onnx):
 * image features, text features, or both towers of a CLIP or SigLIP model in one space. From a folder, or from the hub:
 * then kept in `modelsDirectory`, and downloaded only when the spec allows the network. Throws Problem `model-not-found`
 * and `model-unusable`.
 */
export function loadTransformersModel(
  spec: ModelSpec,
  { modelsDirectory }: { modelsDirectory: string },
): Promise<ModelRuntime> {
  const loaded = loading.then(() => load(spec, modelsDirectory));
  loading = loaded.catch(() => undefined);
  return loaded;
}

async function load(spec: ModelSpec, modelsDirectory: string): Promise<ModelRuntime> {
  const options = readTransformersOptions(spec);
  const location = await locateModel(spec, modelsDirectory);
  const { env, AutoConfig, LogLevel } = await import("@huggingface/transformers");
  env.allowRemoteModels = spec.allowNetwork === true && !location.isLocal;
  env.cacheDir = modelsDirectory;
  // Beside the cache nothing is looked up by name: a folder there could be of another revision.
  env.localModelPath = `${modelsDirectory}/.none/`;
  env.logLevel = LogLevel.NONE;
  const pretrained = { revision: location.revision, local_files_only: !env.allowRemoteModels };
  try {
    const config = (await AutoConfig.from_pretrained(location.name, pretrained)) as ModelConfig;
    const opening = {
      spec,
      options,
      location,
      config,
      files: location.isLocal ? await onnxFiles(location) : [],
      pretrained,
    };
    return await describeRuntime(opening, await openTowers(opening));
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw loadProblem(spec, location, cause as Error);
  }
}

function loadProblem(spec: ModelSpec, location: ModelLocation, cause: Error): Problem {
  if (/fetch failed/i.test(cause.message))
    return new Problem(
      "model-not-found",
      `${spec.id} cannot be downloaded: the hub cannot be reached. Check the network, or put its files into ${location.folder}.`,
      { cause },
    );
  const isMissing = /not found|missing|could not locate/i.test(cause.message);
  if (!location.isLocal && !spec.allowNetwork && isMissing)
    return new Problem(
      "model-not-found",
      `${spec.id} has not been downloaded to ${location.folder}. Allow the network for it (allowNetwork), or put its files there.`,
      { cause },
    );
  return new Problem(
    isMissing ? "model-not-found" : "model-unusable",
    `${spec.id} cannot be loaded: ${cause.message}`,
    { cause },
  );
}

/** The towers that the model has (and the options want). */
async function openTowers(opening: Opening): Promise<Towers> {
  const { options, config, location } = opening;
  const isJoint = config.text_config !== undefined && config.vision_config !== undefined;
  const wants = (modality: MediaType): boolean => options.modality === undefined || options.modality === modality;
  if (isJoint) {
    const image = wants("image") ? await imageTower(opening, "vision_model") : undefined;
    const text = wants("text") ? await textTower(opening, "text_model") : undefined;
    if (image && text && image.dims !== text.dims)
      throw new Problem(
        "model-unusable",
        `The towers of ${opening.spec.id} give ${image.dims} and ${text.dims} dims; export them with their projections, or set the option modality.`,
      );
    return { ...(image ? { image } : {}), ...(text ? { text } : {}) };
  }
  const isImage = options.modality ? options.modality === "image" : await hasPreprocessor(opening);
  if (isImage) return { image: await imageTower(opening, options.file) };
  const hasTokenizer = location.isLocal ? (await readSettings(location, "tokenizer.json")) !== null : true;
  if (!hasTokenizer)
    throw new Problem(
      "model-unusable",
      `${location.folder} holds neither preprocessor_config.json (for images) nor tokenizer.json (for texts).`,
    );
  return { text: await textTower(opening, options.file) };
}

/** A hub model is asked for its preprocessor; what is not there is not kept. */
async function hasPreprocessor({ location, pretrained }: Opening): Promise<boolean> {
  if (location.isLocal) return (await readSettings(location, "preprocessor_config.json")) !== null;
  const { AutoImageProcessor } = await import("@huggingface/transformers");
  return AutoImageProcessor.from_pretrained(location.name, pretrained).then(
    () => true,
    () => false,
  );
}

async function imageTower(opening: Opening, stem: string): Promise<Tower> {
  const { AutoImageProcessor } = await import("@huggingface/transformers");
  const processor = await AutoImageProcessor.from_pretrained(opening.location.name, opening.pretrained);
  const { model, modelType } = await openModel(opening, stem);
  return withStem(
    (await openImageTower({ model, processor, pooling: opening.options.pooling, modelType })) as Tower,
    stem,
    loadedDtype(model),
  );
}

async function textTower(opening: Opening, stem: string): Promise<Tower> {
  const { AutoTokenizer } = await import("@huggingface/transformers");
  const { options, config, location } = opening;
  const tokenizer = await AutoTokenizer.from_pretrained(location.name, opening.pretrained);
  const { model, modelType } = await openModel(opening, stem);
  const isPadded = modelType.startsWith("siglip");
  const positions = config.text_config?.max_position_embeddings ?? config.max_position_embeddings ?? MAX_TOKENS;
  const taken = Math.min(tokenizer.model_max_length, positions, MAX_TOKENS);
  const isE5 = /(^|[-_/\s])e5([-_\s]|$)/i.test(`${location.name} ${config._name_or_path ?? ""}`);
  const automatic = isE5 ? E5_PREFIXES : { query: "", document: "" };
  const tower = await openTextTower({
    model,
    tokenizer,
    modelType,
    isPadded,
    pooling: options.pooling === "auto" ? await sentencePooling(location) : options.pooling,
    maxTokens: options.maxTokens ?? (isPadded ? Math.min(SIGLIP_TOKENS, taken) : taken),
    prefixes: { query: options.queryPrefix ?? automatic.query, document: options.documentPrefix ?? automatic.document },
  });
  return withStem(tower as Tower, stem, loadedDtype(model));
}

/** What a sentence-transformers folder states about its pooling. */
async function sentencePooling(location: ModelLocation): Promise<string> {
  const stated = await readSettings(location, "1_Pooling/config.json");
  if (stated?.pooling_mode_cls_token === true) return "cls";
  return stated?.pooling_mode_mean_tokens === true ? "mean" : "auto";
}

async function openModel({ options, location, config, files, pretrained, spec }: Opening, stem: string) {
  const { PreTrainedModel } = await import("@huggingface/transformers");
  const dtype = options.dtype ?? onlyDtype(files, stem);
  if (location.isLocal && !files.includes(`${stem}${DTYPE_SUFFIXES[dtype ?? "fp32"]}.onnx`))
    throw new Problem("model-not-found", {
      detail: `${spec.id} needs onnx/${stem}${DTYPE_SUFFIXES[dtype ?? "fp32"]}.onnx, but onnx/ holds ${files.join(", ") || "nothing"}. Set the options file or dtype, or export it.`,
      fields: { files },
    });
  // The base class runs any network with whatever inputs its session names, whatever the model's type.
  const model = await PreTrainedModel.from_pretrained(location.name, {
    ...pretrained,
    model_file_name: stem,
    session_options: SESSION_OPTIONS,
    ...(dtype ? { dtype } : {}),
  });
  return { model, modelType: config.model_type ?? "" };
}

/** The full export where it is there, else the first other one; undefined before files are known. */
function onlyDtype(files: readonly string[], stem: string): TransformersOptions["dtype"] {
  const there = Object.keys(DTYPE_SUFFIXES).find((dtype) => files.includes(`${stem}${DTYPE_SUFFIXES[dtype]}.onnx`));
  return there as TransformersOptions["dtype"];
}

type StemmedTower = Tower & { stem: string };
const withStem = (tower: Tower, stem: string, dtype: string): StemmedTower => ({
  ...tower,
  stem: `${stem}${DTYPE_SUFFIXES[dtype] ?? ""}`,
});

async function describeRuntime({ spec, location }: Opening, towers: Towers): Promise<ModelRuntime> {
  const entries = Object.entries(towers) as [MediaType, StemmedTower][];
  const [first] = entries;
  if (!first) throw new Problem("model-unusable", `${spec.id} has no tower for the modality that was asked for.`);
  const preprocessing = entries.map(([modality, tower]) => `${modality}: ${tower.preprocessing}`).join(" | ");
  const weights = await hashWeights(
    location,
    entries.map(([, tower]) => tower.stem),
  );
  const towerOf = (value: unknown): Tower => (value as { tower: Tower }).tower;
  const inner = (value: unknown): unknown => (value as { inner: unknown }).inner;
  return {
    description: {
      id: spec.id,
      fingerprint: fingerprintOf({
        weights,
        preprocessing: `${preprocessing} ${await hashSettings(location)}`,
        pooling: "L2",
        codeVersion: CODE_VERSION,
      }),
      dims: first[1].dims,
      modalities: entries.map(([modality]) => modality),
      ...(await readModelCard(location)),
      preprocessing,
    },
    preferredBatch: towers.image ? IMAGE_BATCH : TEXT_BATCH,
    // Texts before images, so that a run is of one tower mostly.
    sizeOf: (value) => towerOf(value).sizeOf(inner(value)),
    prepare: async (input, role) => {
      const tower = towerFor(towers, input);
      if (!tower) return failed("unsupported", `The model embeds ${first[0]}s only.`);
      const prepared = await tower.prepare(input, role);
      return "error" in prepared ? prepared : { value: { tower, inner: prepared.value } };
    },
    infer: async (values) => {
      const { dims } = first[1];
      const vectors = new Float32Array(values.length * dims);
      for (const tower of new Set(values.map(towerOf))) {
        const positions = [...values.keys()].filter((position) => towerOf(values[position]) === tower);
        const rows = await tower.infer(positions.map((position) => inner(values[position])));
        for (const [row, position] of positions.entries())
          vectors.set(rows.subarray(row * dims, (row + 1) * dims), position * dims);
      }
      return vectors;
    },
    dispose: async () => {
      for (const [, tower] of entries) await tower.dispose();
    },
  };
}

const towerFor = (towers: Towers, input: EmbedInput): Tower | undefined =>
  "text" in input ? towers.text : towers.image;

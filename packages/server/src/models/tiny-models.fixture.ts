import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { mulberry32 } from "@pomona/compute/shuffle";
import { OnnxGraph } from "./onnx-graph.ts";

/** Tiny networks of random weights, in the folder layout of Transformers.js. */

const WORDS = [
  "[PAD]",
  "[UNK]",
  "[CLS]",
  "[SEP]",
  "red",
  "green",
  "blue",
  "apple",
  "ripe",
  "a",
  "query",
  "passage",
  ":",
];
const TINY_DIMS = 16;
const SIDE = 32;

function randomFloats(count: number, seed: number): Float32Array {
  const random = mulberry32(seed);
  return Float32Array.from({ length: count }, () => random() * 2 - 1);
}

export interface TinyImageModel {
  dims?: number;
  /** Which outputs it has. `pooler_output` holds the patches' mean. */
  outputs: ("last_hidden_state" | "pooler_output" | "logits" | "feature_map")[];
}

/** 16 patches of 8 x 8 pixels, each projected; before them a first token of their mean. */
function tinyImageNetwork({ dims = TINY_DIMS, outputs }: TinyImageModel): Uint8Array {
  const graph = new OnnxGraph("tiny-image");
  const pixels = graph.input("pixel_values", "float32", ["B", 3, "H", "W"]);
  const kernel = graph.floats([dims, 3, 8, 8], randomFloats(dims * 3 * 64, 1));
  const map = graph.operation("Conv", [pixels, kernel], { kernel_shape: [8, 8], strides: [8, 8] });
  const flat = graph.operation("Reshape", [map, graph.integers([0, 0, -1])]);
  const patches = graph.operation("Transpose", [flat], { perm: [0, 2, 1] });
  const mean = graph.operation("Tanh", [graph.operation("ReduceMean", [patches], { axes: [1], keepdims: 1 })]);
  for (const name of outputs) {
    if (name === "last_hidden_state") graph.operation("Concat", [mean, patches], { axis: 1 }, name);
    if (name === "pooler_output" || name === "logits")
      graph.operation("Reshape", [mean, graph.integers([0, dims])], {}, name);
    if (name === "feature_map") graph.operation("Identity", [map], {}, "last_hidden_state");
    const shape =
      name === "feature_map" ? ["B", dims, "h", "w"] : name === "last_hidden_state" ? ["B", "T", dims] : ["B", dims];
    graph.output(name === "feature_map" ? "last_hidden_state" : name, "float32", shape);
  }
  return graph.encode();
}

/** Each token's vector through one layer, without attention: a token does not see the others. */
function tinyTextNetwork(): Uint8Array {
  const graph = new OnnxGraph("tiny-text");
  const ids = graph.input("input_ids", "int64", ["B", "T"]);
  const mask = graph.input("attention_mask", "int64", ["B", "T"]);
  const embeddings = graph.floats([WORDS.length, TINY_DIMS], randomFloats(WORDS.length * TINY_DIMS, 2));
  const embedded = graph.operation("Gather", [embeddings, ids]);
  const layer = graph.operation("MatMul", [
    embedded,
    graph.floats([TINY_DIMS, TINY_DIMS], randomFloats(TINY_DIMS ** 2, 3)),
  ]);
  graph.operation("Tanh", [layer], {}, "last_hidden_state");
  graph.output("last_hidden_state", "float32", ["B", "T", TINY_DIMS]);
  graph.operation("Identity", [mask], {}, "mask_seen");
  graph.output("mask_seen", "int64", ["B", "T"]);
  return graph.encode();
}

/** Mean colour of an image and colour words of a text, by one random projection: they meet in one space. */
function clipNetworks(): { vision: Uint8Array; text: Uint8Array } {
  const projection = randomFloats(3 * TINY_DIMS, 4);
  const vision = new OnnxGraph("tiny-clip-vision");
  const pixels = vision.input("pixel_values", "float32", ["B", 3, "H", "W"]);
  const colour = vision.operation("ReduceMean", [pixels], { axes: [2, 3], keepdims: 0 });
  vision.operation("MatMul", [colour, vision.floats([3, TINY_DIMS], projection)], {}, "image_embeds");
  vision.output("image_embeds", "float32", ["B", TINY_DIMS]);
  const text = new OnnxGraph("tiny-clip-text");
  const ids = text.input("input_ids", "int64", ["B", "T"]);
  const colours = new Float32Array(WORDS.length * 3);
  for (const [channel, word] of ["red", "green", "blue"].entries())
    colours.set(
      [0, 1, 2].map((i) => (i === channel ? 1 : -1)),
      WORDS.indexOf(word) * 3,
    );
  const seen = text.operation("Gather", [text.floats([WORDS.length, 3], colours), ids]);
  const sum = text.operation("ReduceSum", [seen, text.integers([1])], { keepdims: 0 });
  // A text without a colour has some direction too.
  const shifted = text.operation("Add", [sum, text.floats([3], Float32Array.of(0.01, 0.02, 0.03))]);
  text.operation("MatMul", [shifted, text.floats([3, TINY_DIMS], projection)], {}, "text_embeds");
  text.output("text_embeds", "float32", ["B", TINY_DIMS]);
  return { vision: vision.encode(), text: text.encode() };
}

const tokenizerFiles = (maxTokens: number): Record<string, unknown> => ({
  "tokenizer_config.json": {
    tokenizer_class: "BertTokenizer",
    model_max_length: maxTokens,
    pad_token: "[PAD]",
    unk_token: "[UNK]",
    cls_token: "[CLS]",
    sep_token: "[SEP]",
  },
  "tokenizer.json": {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: ["[PAD]", "[UNK]", "[CLS]", "[SEP]"].map((content, id) => ({
      id,
      content,
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [
        { SpecialToken: { id: "[CLS]", type_id: 0 } },
        { Sequence: { id: "A", type_id: 0 } },
        { SpecialToken: { id: "[SEP]", type_id: 0 } },
      ],
      pair: [],
      special_tokens: {
        "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
        "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
      },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(WORDS.map((word, id) => [word, id])),
    },
  },
});

const imageFiles = {
  "preprocessor_config.json": {
    image_processor_type: "ViTImageProcessor",
    do_resize: true,
    size: { height: SIDE, width: SIDE },
    resample: 2,
    do_rescale: true,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
  },
};

async function writeModel(folder: string, files: Record<string, unknown>): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(
      path,
      content instanceof Uint8Array || typeof content === "string" ? content : JSON.stringify(content),
    );
  }
  return folder;
}

/** A model of image features; `modelType` as in config.json. */
export const writeImageModel = (
  folder: string,
  model: TinyImageModel & { modelType: string; file?: string },
): Promise<string> =>
  writeModel(folder, {
    "config.json": { model_type: model.modelType },
    ...imageFiles,
    [`onnx/${model.file ?? "model"}.onnx`]: tinyImageNetwork(model),
  });

/** A model of text features. `more` are further files, or others in place of these. */
export const writeTextModel = (folder: string, more: Record<string, unknown> = {}): Promise<string> =>
  writeModel(folder, {
    "config.json": { model_type: "bert", max_position_embeddings: 32 },
    ...tokenizerFiles(32),
    "onnx/model.onnx": tinyTextNetwork(),
    ...more,
  });

/** A joint model: the words red, green and blue lie near images of that colour. */
export function writeClipModel(folder: string, modelType: "clip" | "siglip"): Promise<string> {
  const { vision, text } = clipNetworks();
  return writeModel(folder, {
    "config.json": { model_type: modelType, text_config: { max_position_embeddings: 64 }, vision_config: {} },
    "README.md": "---\nlicense: apache-2.0\nlanguage:\n- en\n- de\n---\n# Tiny\n",
    ...imageFiles,
    ...tokenizerFiles(64),
    "onnx/vision_model.onnx": vision,
    "onnx/text_model.onnx": text,
  });
}

import {
  createMessage,
  encodeMessage,
  type ProtobufMessage,
  writeBytes,
  writeFloat,
  writeInteger,
  writeMessage,
  writeString,
} from "./protobuf-writer.ts";

/** TensorProto.DataType */
const ELEMENT_TYPES = { float32: 1, uint8: 2, int64: 7 } as const;
export type ElementType = keyof typeof ELEMENT_TYPES;

/** AttributeProto.AttributeType */
const ATTRIBUTE_TYPES = { float: 1, integer: 2, string: 3, integers: 7 } as const;

/** A number is an integer attribute; floats are marked, because JavaScript cannot tell 1 from 1.0. */
export type OnnxAttribute = number | string | readonly number[] | { float: number };

/** Dimensions of a graph input or output; a string names one that varies. */
export type OnnxShape = readonly (number | string)[];

const IR_VERSION = 8;
const OPSET = 13;

/**
 * Builds an ONNX model in memory: add inputs, constants and operations in topological order, name the outputs, then
 * `encode`. Values are referred to by name. Field numbers are those of onnx.proto3 (github.com/onnx/onnx); opset 13.
 * Nothing is checked here: onnxruntime refuses a graph that is not well formed, with the node's name.
 */
export class OnnxGraph {
  readonly #name: string;
  readonly #nodes: ProtobufMessage[] = [];
  readonly #initializers: ProtobufMessage[] = [];
  readonly #inputs: ProtobufMessage[] = [];
  readonly #outputs: ProtobufMessage[] = [];
  #nextId = 0;

  constructor(name: string) {
    this.#name = name;
  }

  input(name: string, type: ElementType, shape: OnnxShape): string {
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  output(name: string, type: ElementType, shape: OnnxShape): void {
    this.#outputs.push(valueInfo(name, type, shape));
  }

  /** A float32 constant, row-major. The values are referenced until `encode`. */
  floats(shape: readonly number[], values: Float32Array): string {
    return this.#initializer("float32", shape, values);
  }

  /** A float32 scalar. */
  float(value: number): string {
    return this.floats([], Float32Array.of(value));
  }

  /** A vector of int64. */
  integers(values: readonly number[]): string {
    return this.#initializer("int64", [values.length], BigInt64Array.from(values, BigInt));
  }

  /** An int64 scalar. */
  integer(value: number): string {
    return this.#initializer("int64", [], BigInt64Array.of(BigInt(value)));
  }

  /** Adds an operation of one output and returns the output's name: `outputName`, or a fresh one. */
  operation(
    type: string,
    inputs: readonly string[],
    attributes: Record<string, OnnxAttribute> = {},
    outputName = this.#freshName(),
  ): string {
    this.#node(type, inputs, attributes, [outputName]);
    return outputName;
  }

  /** Adds an operation of several outputs and returns their names. */
  operationWithOutputs(
    type: string,
    inputs: readonly string[],
    attributes: Record<string, OnnxAttribute>,
    outputCount: number,
  ): string[] {
    const outputs = Array.from({ length: outputCount }, () => this.#freshName());
    this.#node(type, inputs, attributes, outputs);
    return outputs;
  }

  /** The bytes of the ModelProto. */
  encode(): Uint8Array {
    const graph = createMessage();
    for (const node of this.#nodes) writeMessage(graph, 1, node);
    writeString(graph, 2, this.#name);
    for (const initializer of this.#initializers) writeMessage(graph, 5, initializer);
    for (const input of this.#inputs) writeMessage(graph, 11, input);
    for (const output of this.#outputs) writeMessage(graph, 12, output);
    const opset = createMessage();
    writeString(opset, 1, "");
    writeInteger(opset, 2, OPSET);
    const model = createMessage();
    writeInteger(model, 1, IR_VERSION);
    writeString(model, 2, "pomona");
    writeMessage(model, 7, graph);
    writeMessage(model, 8, opset);
    return encodeMessage(model);
  }

  #node(type: string, inputs: readonly string[], attributes: Record<string, OnnxAttribute>, outputs: string[]): void {
    const node = createMessage();
    for (const input of inputs) writeString(node, 1, input);
    for (const output of outputs) writeString(node, 2, output);
    writeString(node, 3, `${type}_${this.#nextId++}`);
    writeString(node, 4, type);
    for (const [name, value] of Object.entries(attributes)) writeMessage(node, 5, attribute(name, value));
    this.#nodes.push(node);
  }

  #initializer(type: ElementType, shape: readonly number[], values: Float32Array | BigInt64Array): string {
    const name = this.#freshName();
    const tensor = createMessage();
    for (const length of shape) writeInteger(tensor, 1, length);
    writeInteger(tensor, 2, ELEMENT_TYPES[type]);
    writeString(tensor, 8, name);
    writeBytes(tensor, 9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    this.#initializers.push(tensor);
    return name;
  }

  #freshName(): string {
    return `v${this.#nextId++}`;
  }
}

function attribute(name: string, value: OnnxAttribute): ProtobufMessage {
  const message = createMessage();
  writeString(message, 1, name);
  if (typeof value === "string") {
    writeString(message, 4, value);
    writeInteger(message, 20, ATTRIBUTE_TYPES.string);
  } else if (typeof value === "number") {
    writeInteger(message, 3, value);
    writeInteger(message, 20, ATTRIBUTE_TYPES.integer);
  } else if ("float" in value) {
    writeFloat(message, 2, value.float);
    writeInteger(message, 20, ATTRIBUTE_TYPES.float);
  } else {
    for (const entry of value) writeInteger(message, 8, entry);
    writeInteger(message, 20, ATTRIBUTE_TYPES.integers);
  }
  return message;
}

function valueInfo(name: string, type: ElementType, shape: OnnxShape): ProtobufMessage {
  const dimensions = createMessage();
  for (const length of shape) {
    const dimension = createMessage();
    if (typeof length === "string") writeString(dimension, 2, length);
    else writeInteger(dimension, 1, length);
    writeMessage(dimensions, 1, dimension);
  }
  const tensorType = createMessage();
  writeInteger(tensorType, 1, ELEMENT_TYPES[type]);
  writeMessage(tensorType, 2, dimensions);
  const valueType = createMessage();
  writeMessage(valueType, 1, tensorType);
  const message = createMessage();
  writeString(message, 1, name);
  writeMessage(message, 2, valueType);
  return message;
}

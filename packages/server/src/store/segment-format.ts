import { DataType, Field, FixedSizeList, Float32, MetadataVersion, Precision, Schema, Uint32 } from "apache-arrow";
import { FileBlock, Footer } from "apache-arrow/ipc/metadata/file";
import { BufferRegion, FieldNode, Message, RecordBatch } from "apache-arrow/ipc/metadata/message";

/**
 * The Arrow IPC file format (https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format) of a segment: columns
 * `row` (uint32) and `vector` (fixed_size_list<float32>[dims]), neither with nulls, uncompressed. apache-arrow encodes
 * the messages; the bodies are laid out here, as its own writer aligns buffers to 8 bytes only and wants a whole batch
 * in memory.
 */
const ALIGNMENT_BYTES = 64;
export const MAGIC = "ARROW1";
/** Length of the footer, then the magic. */
export const TRAILER_BYTES = 4 + MAGIC.length;

/** Where the columns of one record batch are: byte offsets in the file. */
export interface SegmentBatch {
  rowCount: number;
  rowsOffset: number;
  vectorsOffset: number;
}

/** Bytes up to the next aligned position. */
export const paddingBytes = (position: number): number =>
  (ALIGNMENT_BYTES - (position % ALIGNMENT_BYTES)) % ALIGNMENT_BYTES;

export const segmentSchema = (dims: number): Schema =>
  new Schema([
    new Field("row", new Uint32(), false),
    new Field("vector", new FixedSizeList(dims, new Field("item", new Float32(), false)), false),
  ]);

/** The start of a file: magic and schema message, padded to the alignment. */
export function encodeHeader(schema: Schema): Uint8Array {
  const magic = new Uint8Array(8);
  magic.set(new TextEncoder().encode(MAGIC));
  return concat([magic, encapsulate(Message.from(schema as never), 8)]);
}

/** The message before a batch's body, and its entry for the footer. `position` is where the message begins. */
export function encodeBatch(
  rowCount: number,
  dims: number,
  position: number,
): { message: Uint8Array; block: FileBlock; batch: SegmentBatch; bodyBytes: number } {
  const rowBytes = rowCount * 4;
  const vectorStart = rowBytes + paddingBytes(rowBytes);
  const vectorBytes = rowCount * dims * 4;
  const bodyBytes = vectorStart + vectorBytes + paddingBytes(vectorBytes);
  const none = new BufferRegion(0, 0);
  const header = new RecordBatch(
    rowCount,
    [new FieldNode(rowCount, 0), new FieldNode(rowCount, 0), new FieldNode(rowCount * dims, 0)],
    [none, new BufferRegion(0, rowBytes), none, none, new BufferRegion(vectorStart, vectorBytes)],
    null,
  );
  const message = encapsulate(Message.from(header, bodyBytes), position);
  const bodyOffset = position + message.length;
  return {
    message,
    block: new FileBlock(message.length, bodyBytes, position),
    batch: { rowCount, rowsOffset: bodyOffset, vectorsOffset: bodyOffset + vectorStart },
    bodyBytes,
  };
}

/** What follows the last batch: end of stream, footer, its length, magic. */
export function encodeFooter(schema: Schema, blocks: FileBlock[]): Uint8Array {
  const footer = Footer.encode(new Footer(schema, MetadataVersion.V5, blocks, []));
  return concat([int32(-1, 0), footer, int32(footer.length), new TextEncoder().encode(MAGIC)]);
}

/** Bytes of one entry of the footer's list of batches. */
const BLOCK_ENTRY_BYTES = 24;

/** The schema and the record batches that a footer lists. Throws on anything else than a footer. */
export function decodeFooter(bytes: Uint8Array): { schema: Schema; blocks: FileBlock[] } {
  const footer = Footer.decode(bytes);
  // A damaged count would be believed.
  if (footer.numRecordBatches * BLOCK_ENTRY_BYTES > bytes.length)
    throw new RangeError(`A footer of ${bytes.length} bytes cannot list ${footer.numRecordBatches} batches.`);
  return { schema: footer.schema, blocks: [...footer.recordBatches()] };
}

/** Dims of a schema as `segmentSchema` makes it, or null for another one. */
export function schemaDims(schema: Schema): number | null {
  const [row, vector, ...others] = schema.fields;
  if (row?.name !== "row" || vector?.name !== "vector" || others.length > 0) return null;
  const rowType: unknown = row.type;
  const list: unknown = vector.type;
  // Types that were decoded are general ones (an Int of 32 bits, not a Uint32).
  if (!DataType.isInt(rowType) || rowType.bitWidth !== 32 || rowType.isSigned || !DataType.isFixedSizeList(list))
    return null;
  const value: unknown = list.children[0]?.type;
  return DataType.isFloat(value) && value.precision === Precision.SINGLE ? list.listSize : null;
}

/** Where the columns of a batch are, from the bytes of its message. Null when it is laid out in another way. */
export function decodeBatch(message: Uint8Array, block: FileBlock, dims: number): SegmentBatch | null {
  const decoded = Message.decode(message.subarray(8));
  if (!decoded.isRecordBatch()) return null;
  const header = decoded.header();
  const [, rows, , , vectors] = header.buffers;
  const rowCount = header.length;
  if (!rows || !vectors || header.compression || header.nodes.some((node) => node.nullCount !== 0)) return null;
  if (rows.length !== rowCount * 4 || vectors.length !== rowCount * dims * 4) return null;
  if (vectors.offset + vectors.length > block.bodyLength) return null;
  const body = block.offset + block.metaDataLength;
  return { rowCount, rowsOffset: body + rows.offset, vectorsOffset: body + vectors.offset };
}

/** A message with its prefix, padded so that what follows is aligned in the file. */
function encapsulate(message: Message, position: number): Uint8Array {
  const encoded = Message.encode(message);
  const padding = new Uint8Array(paddingBytes(position + 8 + encoded.length));
  return concat([int32(-1, encoded.length + padding.length), encoded, padding]);
}

const int32 = (...values: number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);

function concat(parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

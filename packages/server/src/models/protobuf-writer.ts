const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** A protobuf message under construction: its encoded pieces in order. */
export interface ProtobufMessage {
  pieces: Uint8Array[];
  sizeBytes: number;
}

export const createMessage = (): ProtobufMessage => ({ pieces: [], sizeBytes: 0 });

/** The message as one buffer. Encoding: https://protobuf.dev/programming-guides/encoding/ */
export const encodeMessage = (message: ProtobufMessage): Uint8Array => Buffer.concat(message.pieces, message.sizeBytes);

/** Appends an integer field; negative values as 64-bit two's complement. */
export function writeInteger(message: ProtobufMessage, field: number, value: number | bigint): void {
  writeTag(message, field, VARINT);
  writeVarint(message, value);
}

export function writeFloat(message: ProtobufMessage, field: number, value: number): void {
  writeTag(message, field, FIXED32);
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  append(message, bytes);
}

/** Appends a bytes field. The bytes are referenced, not copied, until the message is encoded. */
export function writeBytes(message: ProtobufMessage, field: number, bytes: Uint8Array): void {
  writeTag(message, field, LENGTH_DELIMITED);
  writeVarint(message, bytes.length);
  append(message, bytes);
}

export const writeString = (message: ProtobufMessage, field: number, value: string): void =>
  writeBytes(message, field, Buffer.from(value, "utf8"));

/** Appends a finished message as a field of another. */
export function writeMessage(message: ProtobufMessage, field: number, inner: ProtobufMessage): void {
  writeTag(message, field, LENGTH_DELIMITED);
  writeVarint(message, inner.sizeBytes);
  for (const piece of inner.pieces) append(message, piece);
}

function writeTag(message: ProtobufMessage, field: number, wireType: number): void {
  writeVarint(message, (field << 3) | wireType);
}

function writeVarint(message: ProtobufMessage, value: number | bigint): void {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  append(message, Uint8Array.from(bytes));
}

function append(message: ProtobufMessage, bytes: Uint8Array): void {
  message.pieces.push(bytes);
  message.sizeBytes += bytes.length;
}

import type { Hex } from '../core/raw-log.ts';

/** Bytes that go over the wire in one piece. */
const CHUNK_BYTES = 128 * 1024;
/** A character takes this many bytes at most in UTF-8. */
const CHAR_BYTES_MAX = 3;
const HEADER = Buffer.from('PGCOPY\n\u00FF\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const HEX_PREFIX = '0x'.length;
const TWO_POW_32 = 2 ** 32;
/** Postgres counts time from 2000 on. */
const EPOCH_SECONDS = 946_684_800;
const JSONB_VERSION = 1;

/** Texts up to this length are written here: a call out of JavaScript costs more than their characters. */
const SHORT_CHARS_MAX = 32;
const ASCII_MAX = 0x7f;

/** Writes a short text of plain characters and gives its length; 0 if it is another one. */
function writeShort(chunk: Buffer, value: string, start: number): number {
  const { length } = value;
  if (length > SHORT_CHARS_MAX) return 0;
  for (let index = 0; index < length; index += 1) {
    const code = value.charCodeAt(index); // half a surrogate pair is not plain either
    if (code > ASCII_MAX) return 0;
    chunk[start + index] = code;
  }
  return length;
}

/**
 * Writes rows in the binary form of `COPY`, value by value, in the order of the columns: half the work of the text form, for
 * us and for Postgres. Each value must be of its column's very type.
 */
export interface CopyWriter {
  /** Begins a row. */
  start: () => void;
  text: (value: string | null) => void;
  /** Hexadecimal as text; faster than `text`. */
  hex: (value: Hex | undefined) => void;
  /** Hexadecimal as the bytes that it stands for. */
  bytes: (value: Hex) => void;
  int4: (value: number | null) => void;
  /** Up to what a JavaScript number keeps exactly. */
  int8: (value: number) => void;
  /** A time with a zone, from Unix seconds. */
  time: (seconds: number) => void;
  jsonb: (value: object | null) => void;
  bool: (value: boolean) => void;
  /** The chunks that are full, once each. */
  take: () => Buffer[];
  /** Ends the rows, and gives the rest. */
  end: () => Buffer[];
}

export function createCopyWriter(columns: number): CopyWriter {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let at = HEADER.copy(chunk);
  let full: Buffer[] = [];
  const reserve = (bytes: number) => {
    if (at + bytes <= chunk.length) return;
    full.push(chunk.subarray(0, at));
    chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, bytes));
    at = 0;
  };
  const none = () => {
    reserve(4);
    at = chunk.writeInt32BE(-1, at);
  };
  /** A value's bytes behind their length, which is known when they are written. */
  const utf8 = (value: string, version?: number) => {
    reserve(5 + value.length * CHAR_BYTES_MAX);
    let start = at + 4;
    if (version !== undefined) start = chunk.writeUInt8(version, start);
    const end = start + (writeShort(chunk, value, start) || chunk.write(value, start, 'utf8'));
    chunk.writeInt32BE(end - at - 4, at);
    at = end;
  };
  const int8 = (value: number) => {
    reserve(12);
    const high = Math.floor(value / TWO_POW_32);
    at = chunk.writeInt32BE(8, at);
    at = chunk.writeInt32BE(high, at);
    at = chunk.writeUInt32BE(value - high * TWO_POW_32, at);
  };
  const take = () => {
    const taken = full;
    full = [];
    return taken;
  };
  return {
    start: () => {
      reserve(2);
      at = chunk.writeInt16BE(columns, at);
    },
    text: (value) => (value === null ? none() : utf8(value)),
    hex: (value) => {
      if (value === undefined) return none();
      reserve(4 + value.length);
      at = chunk.writeInt32BE(value.length, at);
      at += chunk.write(value, at, 'latin1');
    },
    bytes: (value) => {
      const length = (value.length - HEX_PREFIX) / 2;
      reserve(4 + length);
      at = chunk.writeInt32BE(length, at);
      at += chunk.write(value.slice(HEX_PREFIX), at, 'hex');
    },
    int4: (value) => {
      if (value === null) return none();
      reserve(8);
      at = chunk.writeInt32BE(4, at);
      at = chunk.writeInt32BE(value, at);
    },
    int8,
    time: (seconds) => int8((seconds - EPOCH_SECONDS) * 1e6),
    jsonb: (value) => (value === null ? none() : utf8(JSON.stringify(value), JSONB_VERSION)),
    bool: (value) => {
      reserve(5);
      at = chunk.writeInt32BE(1, at);
      at = chunk.writeUInt8(Number(value), at);
    },
    take,
    end: () => {
      reserve(2);
      at = chunk.writeInt16BE(-1, at);
      return [...take(), chunk.subarray(0, at)];
    },
  };
}

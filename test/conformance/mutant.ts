import fc from 'fast-check';
import type { Hex, RawLog } from '../../core/raw-log.ts';

/** A log as a contract might emit it that has its own idea of the same event: bytes cut off, added, changed, topics gone. */
export function aMutant(log: RawLog): fc.Arbitrary<RawLog> {
  return fc.oneof(
    fc.nat().map((at) => ({ ...log, data: cut(log.data, at) })),
    fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => ({
      ...log,
      data: `${log.data}${Buffer.from(bytes).toString('hex')}` as Hex,
    })),
    fc
      .tuple(fc.nat(), fc.integer({ min: 0, max: 255 }))
      .map(([at, byte]) => ({ ...log, data: change(log.data, at, byte) })),
    fc.nat({ max: 3 }).map((length) => ({ ...log, topics: log.topics.slice(0, length + 1) })),
    fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })).map(([at, byte]) => ({
      ...log,
      topics: log.topics.map((topic, index) => (index === 0 ? topic : change(topic, at, byte))),
    })),
  );
}

const bytesOf = (hex: Hex) => Buffer.from(hex.slice(2), 'hex');

function cut(data: Hex, at: number): Hex {
  const bytes = bytesOf(data);
  return `0x${bytes.subarray(0, at % (bytes.length + 1)).toString('hex')}`;
}

function change(data: Hex, at: number, byte: number): Hex {
  const bytes = bytesOf(data);
  if (bytes.length > 0) bytes[at % bytes.length] = byte;
  return `0x${bytes.toString('hex')}`;
}

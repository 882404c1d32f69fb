import type { Assembly } from './assemble.ts';

const headerBytes = 64;
const segmentBytes = 56;
const sectionBytes = 64;
const symbolBytes = 24;
const relocationBytes = 16;
const dynamicTagBytes = 16;
const pageBytes = 0x1000;
const berkeleyPacketFilter = 247;
const callRelocation = 10n;

/** A part of the file: what the loader calls it, what it is, and what is in it. */
interface Section {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly bytes: Buffer;
  readonly link?: number;
  readonly info?: number;
  readonly align: number;
  readonly entryBytes?: number;
}

/**
 * Wraps code into the shared object that Solana's loader takes: dynamically linked, each call of a function of the runtime
 * left to a relocation. Addresses are offsets in the file, as the loader demands of version 0.
 *
 * @example svm.addProgram(id, elfOf(assemble(listing)));
 */
export function elfOf({ code, syscalls }: Assembly): Buffer {
  const names = [...new Set(syscalls.map(({ name }) => name))];
  const dynstr = stringTable(['entrypoint', ...names]);
  const segments = 3;
  const dynamicEntries = 9;

  const textAt = align(headerBytes + segments * segmentBytes);
  const dynamicAt = align(textAt + code.length);
  const symbolsAt = dynamicAt + dynamicEntries * dynamicTagBytes;
  const stringsAt = symbolsAt + (2 + names.length) * symbolBytes;
  const relocationsAt = align(stringsAt + dynstr.bytes.length);

  const symbols = Buffer.concat([
    symbol({}),
    symbol({
      name: dynstr.at('entrypoint'),
      info: 0x12,
      section: 1,
      value: textAt,
      size: code.length,
    }),
    ...names.map((name) => symbol({ name: dynstr.at(name), info: 0x10 })),
  ]);
  const relocations = Buffer.concat(
    syscalls.map(({ at, name }) =>
      longs(textAt + at, (BigInt(2 + names.indexOf(name)) << 32n) | callRelocation),
    ),
  );
  // The linker's table: what is where.
  const dynamicTags = [
    [30, 4], // flags: the text is relocated
    [17, relocationsAt],
    [18, relocations.length],
    [19, relocationBytes],
    [6, symbolsAt],
    [11, symbolBytes],
    [5, stringsAt],
    [10, dynstr.bytes.length],
    [0, 0],
  ];
  const dynamic = longs(...dynamicTags.flat());
  const shstr = stringTable(['.text', '.dynamic', '.dynsym', '.dynstr', '.rel.dyn', '.shstrtab']);
  const namesAt = relocationsAt + relocations.length;

  // Types: 1 code, 3 strings, 6 the linker's table, 9 relocations, 11 symbols. Flags: 2 loaded, 4 executable. A link is the
  // place of the section that this one refers to; there is an empty one before the first.
  // prettier-ignore
  const sections: Section[] = [
    { name: '.text', type: 1, flags: 6, offset: textAt, bytes: code, align: 8 },
    { name: '.dynamic', type: 6, flags: 2, offset: dynamicAt, bytes: dynamic, link: 4, align: 8, entryBytes: dynamicTagBytes },
    { name: '.dynsym', type: 11, flags: 2, offset: symbolsAt, bytes: symbols, link: 4, info: 1, align: 8, entryBytes: symbolBytes },
    { name: '.dynstr', type: 3, flags: 2, offset: stringsAt, bytes: dynstr.bytes, align: 1 },
    { name: '.rel.dyn', type: 9, flags: 2, offset: relocationsAt, bytes: relocations, link: 3, align: 8, entryBytes: relocationBytes },
    { name: '.shstrtab', type: 3, flags: 0, offset: namesAt, bytes: shstr.bytes, align: 1 },
  ];
  const sectionsAt = align(namesAt + shstr.bytes.length);

  const file = Buffer.alloc(sectionsAt + (1 + sections.length) * sectionBytes);
  fileHeader({ textAt, sectionsAt, segments, sections: 1 + sections.length }).copy(file);
  // What is loaded and executed, what is loaded and read, and where the linker's table is.
  Buffer.concat([
    segment({ type: 1, flags: 5, offset: textAt, size: code.length, align: pageBytes }),
    segment({ type: 1, flags: 4, offset: dynamicAt, size: namesAt - dynamicAt, align: pageBytes }),
    segment({ type: 2, flags: 4, offset: dynamicAt, size: dynamic.length, align: 8 }),
  ]).copy(file, headerBytes);
  for (const [index, section] of sections.entries()) {
    section.bytes.copy(file, section.offset);
    const at = sectionsAt + (1 + index) * sectionBytes;
    sectionHeader(section, shstr.at(section.name)).copy(file, at);
  }
  return file;
}

function fileHeader(
  parts: Record<'textAt' | 'sectionsAt' | 'segments' | 'sections', number>,
): Buffer {
  const header = Buffer.alloc(headerBytes);
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(header); // 64 bits, little endian
  header.writeUInt16LE(3, 16); // a shared object
  header.writeUInt16LE(berkeleyPacketFilter, 18);
  header.writeUInt32LE(1, 20);
  longs(parts.textAt, headerBytes, parts.sectionsAt).copy(header, 24);
  const { segments, sections } = parts;
  for (const [index, value] of [
    headerBytes,
    segmentBytes,
    segments,
    sectionBytes,
    sections,
    sections - 1,
  ].entries()) {
    header.writeUInt16LE(value, 52 + 2 * index);
  }
  return header;
}

function segment(parts: Record<'type' | 'flags' | 'offset' | 'size' | 'align', number>): Buffer {
  const { type, flags, offset, size, align } = parts;
  return Buffer.concat([integers(type, flags), longs(offset, offset, offset, size, size, align)]);
}

function sectionHeader(section: Section, name: number): Buffer {
  const { type, flags, offset, bytes, link = 0, info = 0, align, entryBytes = 0 } = section;
  const address = flags === 0 ? 0 : offset;
  return Buffer.concat([
    integers(name, type),
    longs(flags, address, offset, bytes.length),
    integers(link, info),
    longs(align, entryBytes),
  ]);
}

function symbol(
  parts: Partial<Record<'name' | 'info' | 'section' | 'value' | 'size', number>>,
): Buffer {
  const { name = 0, info = 0, section = 0, value = 0, size = 0 } = parts;
  return Buffer.concat([integers(name, info | (section << 16)), longs(value, size)]);
}

function stringTable(names: readonly string[]): { bytes: Buffer; at: (name: string) => number } {
  const text = `\0${names.join('\0')}\0`;
  return { bytes: Buffer.from(text), at: (name) => text.indexOf(`\0${name}\0`) + 1 };
}

function integers(...values: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}

function longs(...values: readonly (number | bigint)[]): Buffer {
  return Buffer.from(BigUint64Array.from(values, BigInt).buffer);
}

function align(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

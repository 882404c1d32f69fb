import type { AbiEvent, AbiParameter } from 'viem';
import type { Hex } from '../core/raw-log.ts';

/** Hex digits of one ABI word. */
const WORD = 64;
/** Where the first word stands: behind the `0x`. */
const START = 2;
/** Offsets and lengths beyond this many digits point out of any data. */
const LENGTH_ZEROS = '0'.repeat(52);
const NUMBER_ZEROS = '0'.repeat(50);
/** Words that may be read for each word of the data: values that share a tail cannot grow without end. */
const READS_PER_WORD = 32;

/** The data of one log on its way through the readers. */
interface Input {
  hex: string;
  wordsLeft: number;
}

/** Reads one value: `at` is where its head stands, `base` where offsets count from. Both in digits. */
interface Reader {
  /** The words of its head. */
  words: number;
  isDynamic: boolean;
  read: (input: Input, at: number, base: number) => unknown;
}

/**
 * Prepares the decoding of one event: what viem's `decodeEventLog` gives, in a tenth of the time, with addresses in lower
 * case. The decoder throws for a log that is not shaped like the event.
 *
 * @example
 * const decode = eventDecoder(parseAbiItem('event Sent(bytes32 indexed id, uint256 amount)'));
 * decode({ topics: ['0x…', id], data }) // { id, amount }
 */
export function eventDecoder({ inputs }: AbiEvent) {
  const isNamed = inputs.every(({ name }) => name);
  const keys = inputs.map(({ name }, index) => (isNamed ? (name ?? '') : index));
  const topics = inputs.flatMap((input, index) =>
    input.indexed ? [{ key: keys[index] ?? '', reader: topicReader(input) }] : [],
  );
  let at = START;
  const fields = inputs.flatMap((input, index) => {
    if (input.indexed) return [];
    const field = { key: keys[index] ?? '', reader: readerOf(input), at };
    at += field.reader.words * WORD;
    return [field];
  });
  return (log: { topics: readonly Hex[]; data: Hex }): unknown => {
    const args = emptyValue(isNamed);
    for (const [index, { key, reader }] of topics.entries()) {
      const hex = log.topics[index + 1];
      if (hex === undefined) throw new Error(`only ${log.topics.length} topics`);
      args[key] = reader.read({ hex, wordsLeft: 1 }, START, START);
    }
    const { data } = log;
    const input = { hex: data, wordsLeft: (READS_PER_WORD * data.length) / WORD };
    for (const { key, reader, at } of fields) args[key] = reader.read(input, at, START);
    return args;
  };
}

/** Values of any length stand in a topic only as their hash. */
function topicReader(param: AbiParameter): Reader {
  const isHash = /^(string|bytes|tuple)$|\]$/.test(param.type);
  return readerOf(isHash ? { type: 'bytes32' } : param);
}

function readerOf(param: AbiParameter): Reader {
  const { type } = param;
  const [, inner, count] = /^(.*)\[(\d*)\]$/.exec(type) ?? [];
  if (inner !== undefined) return arrayReader(readerOf({ ...param, type: inner }), count ?? '');
  if ('components' in param) return tupleReader(param.components);
  const [, kind, bits = ''] = /^(uint|int|bytes)(\d*)$/.exec(type) ?? [];
  const word = (read: Reader['read']): Reader => ({ words: 1, isDynamic: false, read });
  if (type === 'address') return word((input, at) => `0x${wordAt(input, at).slice(24)}`);
  if (type === 'bool') return word((input, at) => toBoolean(wordAt(input, at)));
  if (kind === 'bytes' && bits !== '') {
    return word((input, at) => `0x${wordAt(input, at).slice(0, Number(bits) * 2)}`);
  }
  if (kind === 'uint' || kind === 'int') {
    const isShort = Number(bits || 256) <= 48;
    const toBigInt = kind === 'int' ? toSigned : toUnsigned;
    if (!isShort) return word((input, at) => toBigInt(wordAt(input, at)));
    return word((input, at) => toNumber(wordAt(input, at), toBigInt));
  }
  if (type !== 'bytes' && type !== 'string') throw new Error(`the ABI has no type ${type}`);
  const isText = type === 'string';
  return {
    words: 1,
    isDynamic: true,
    read: (input, at, base) => {
      const start = base + lengthAt(input, at) * 2;
      const end = start + WORD + lengthAt(input, start) * 2;
      if (end > input.hex.length) throw tooShort(input);
      spend(input, (end - start) / WORD);
      const digits = input.hex.slice(start + WORD, end);
      return isText ? toText(digits) : `0x${digits}`;
    },
  };
}

/** An object by name; an array where a name is missing. */
function emptyValue(isNamed: boolean): Record<string | number, unknown> {
  // CAST: an array is such a record too.
  return isNamed ? {} : ([] as unknown as Record<number, unknown>);
}

function tupleReader(components: readonly AbiParameter[]): Reader {
  const isNamed = components.every(({ name }) => name);
  const fields = components.map((component, index) => ({
    key: isNamed ? (component.name ?? '') : index,
    reader: readerOf(component),
  }));
  const words = fields.reduce((sum, { reader }) => sum + reader.words, 0);
  const isDynamic = fields.some(({ reader }) => reader.isDynamic);
  const read: Reader['read'] = (input, at, base) => {
    const start = isDynamic ? base + lengthAt(input, at) * 2 : at;
    const value = emptyValue(isNamed);
    let next = start;
    for (const { key, reader } of fields) {
      value[key] = reader.read(input, next, start);
      next += reader.words * WORD;
    }
    return value;
  };
  return { words: isDynamic ? 1 : words, isDynamic, read };
}

/** `count` is empty where the data says how many there are. */
function arrayReader(element: Reader, count: string): Reader {
  const step = element.words * WORD;
  if (step === 0 || count === '0') throw new Error('an array whose elements take no room');
  const isCounted = count === '';
  const isDynamic = isCounted || element.isDynamic;
  const read: Reader['read'] = (input, at, base) => {
    let start = isDynamic ? base + lengthAt(input, at) * 2 : at;
    const length = isCounted ? lengthAt(input, start) : Number(count);
    if (isCounted) start += WORD;
    if (start + length * step > input.hex.length) throw tooShort(input);
    return Array.from({ length }, (_, index) => element.read(input, start + index * step, start));
  };
  return { words: isDynamic ? 1 : Number(count) * element.words, isDynamic, read };
}

function wordAt(input: Input, at: number): string {
  const end = at + WORD;
  if (end > input.hex.length) throw tooShort(input);
  spend(input, 1);
  return input.hex.slice(at, end);
}

/** An offset or a length, in bytes. */
function lengthAt(input: Input, at: number): number {
  const word = wordAt(input, at);
  if (!word.startsWith(LENGTH_ZEROS)) throw tooShort(input);
  return Number.parseInt(word.slice(LENGTH_ZEROS.length), 16);
}

function spend(input: Input, words: number): void {
  input.wordsLeft -= words;
  if (input.wordsLeft < 0) throw new Error('data whose values share their bytes');
}

const tooShort = ({ hex }: Input) =>
  new Error(`data of only ${Math.floor((hex.length - START) / 2)} bytes`);

const toUnsigned = (word: string) => BigInt(`0x${word}`);
const toSigned = (word: string) => BigInt.asIntN(256, BigInt(`0x${word}`));

function toNumber(word: string, toBigInt: (word: string) => bigint): number {
  const number = word.startsWith(NUMBER_ZEROS)
    ? Number.parseInt(word.slice(NUMBER_ZEROS.length), 16)
    : Number(toBigInt(word));
  if (!Number.isSafeInteger(number)) throw new Error(`0x${word} is no small number`);
  return number;
}

function toText(digits: string): string {
  const bytes = Buffer.from(digits, 'hex');
  // A byte order mark is no part of the text.
  return bytes.toString('utf8', digits.startsWith('efbbbf') ? 3 : 0);
}

function toBoolean(word: string): boolean {
  const number = toNumber(word, toUnsigned);
  if (number > 1) throw new Error(`0x${word} is no boolean`);
  return number === 1;
}

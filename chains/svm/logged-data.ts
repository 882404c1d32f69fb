import type { Hex } from '../../core/raw-log.ts';
import type { WantedTexts } from './wanted-texts.ts';

/** What a program logged as data. */
interface LoggedData {
  program: string;
  /** Which invocation was begun last before, by its number: the program's own, or one that it made and that ended. */
  invocation: number;
  /** Its number among what was logged as data since then, from 0. */
  number: number;
  bytes: Uint8Array;
}

/** A line of text that was wanted of a program. */
interface LoggedText {
  program: string;
  /** The number of the program's own invocation. */
  invocation: number;
  /** Its number among the wanted texts of that invocation, from 0. */
  number: number;
  topic: Hex;
  /** What follows the wanted beginning. */
  rest: string;
}

/** Stands for a text that is wanted whatever it says. */
export const ANY_TEXT: Hex = '0x';

/** A transaction's logs, as far as they can be believed. */
interface LogsRead {
  data: LoggedData[];
  texts: LoggedText[];
  /** The program and the depth of each invocation. */
  invocations: { program: string; depth: number }[];
  /** True where the node cut the logs off, or lines are missing: what comes after is lost to us. */
  isTruncated: boolean;
}

/**
 * The runtime alone writes such lines. What programs log themselves stands behind `Program log: ` or the like, and no
 * program is called `log:`: a colon is not in base58.
 */
const INVOKE = /^Program ([1-9A-HJ-NP-Za-km-z]{32,44}) invoke \[(\d+)\]$/;
const END = /^Program ([1-9A-HJ-NP-Za-km-z]{32,44}) (success$|failed: )/;
const DATA = /^Program data: ([A-Za-z0-9+/=]*)$/;
const TEXT = 'Program log: ';
const TRUNCATED = 'Log truncated';

/** An invocation that has not ended yet, and what had been logged when it began. */
interface Frame {
  program: string;
  invocation: number;
  begin: number;
  textsBegin: number;
  /** How many wanted texts it has logged itself. */
  texts: number;
}

/**
 * Walks a transaction's logs and says which program logged which data. One of these happens at each line:
 *
 * 1) an invocation begins: what follows is its own, until it ends or invokes another one.
 * 2) it ends well: what follows is its caller's again.
 * 3) it fails: what it logged, and what was logged below it, was not done.
 * 4) data: the innermost invocation's. Data in several pieces is no Anchor event, but is counted.
 * 5) text: the innermost invocation's too; only what is wanted of its program counts.
 * 6) the logs are cut off: nodes drop the lines that are too long for their limit and may keep later, shorter ones, so
 *    that nobody can say whose those are. Nothing more is read. The same where an invocation begins at a depth that does
 *    not follow, or another one ends than the innermost: then lines are missing, though no line says so.
 */
export function readLoggedData(logs: readonly string[], wanted: WantedTexts = new Map()): LogsRead {
  const read: LogsRead = { data: [], texts: [], invocations: [], isTruncated: false };
  const stack: Frame[] = [];
  let number = 0;
  for (const line of logs) {
    if (line === TRUNCATED) return { ...read, isTruncated: true };
    const [, invoked, depth] = INVOKE.exec(line) ?? [];
    const [, ended, how] = END.exec(line) ?? [];
    const top = stack.at(-1);
    const isOutOfPlace =
      (invoked !== undefined && Number(depth) !== stack.length + 1) ||
      (ended !== undefined && ended !== top?.program);
    if (isOutOfPlace) return { ...read, isTruncated: true };
    if (invoked !== undefined) {
      read.invocations.push({ program: invoked, depth: Number(depth) });
      stack.push({
        program: invoked,
        invocation: read.invocations.length - 1,
        begin: read.data.length,
        textsBegin: read.texts.length,
        texts: 0,
      });
      number = 0;
    } else if (ended !== undefined) {
      if (top && how !== 'success') {
        read.data.length = top.begin;
        read.texts.length = top.textsBegin;
      }
      stack.pop();
    } else if (top && line.startsWith('Program data: ')) {
      const [, base64] = DATA.exec(line) ?? [];
      if (base64 !== undefined) {
        const invocation = read.invocations.length - 1;
        const bytes = Buffer.from(base64, 'base64');
        read.data.push({ program: top.program, invocation, number, bytes });
      }
      number += 1;
    } else if (top && line.startsWith(TEXT)) {
      const text = line.slice(TEXT.length);
      const found = wanted.get(top.program)?.find(({ beginning }) => text.startsWith(beginning));
      if (!found) continue;
      const { program, invocation, texts: number } = top;
      const rest = text.slice(found.beginning.length);
      read.texts.push({ program, invocation, number, topic: found.topic, rest });
      if (found.topic !== ANY_TEXT) top.texts += 1;
    }
  }
  return { ...read, isTruncated: stack.length > 0 };
}

import type { Endpoint } from './endpoint.ts';

/** Pieces that are remembered; what was read longest ago is forgotten first. */
const PIECES_MAX = 256;

/** A range of heights, both ends included. */
interface Range {
  from: bigint;
  to: bigint;
}

interface Piece extends Range {
  endpoint: Endpoint;
  /** The higher the later it was read. */
  turn: number;
}

/** Which endpoint read which range first, so that another one can be asked for the second look. */
interface Readers {
  /** An endpoint has read this range, not for a second look. */
  note: (range: Range, endpoint: Endpoint) => void;
  /**
   * Who read the beginning of a range; where that is not known, who read last; nobody before that. `to` is where the
   * blocks of another reader begin, so that no second look falls to one of its own.
   */
  of: (range: Range) => { endpoint: Endpoint | undefined; to: bigint };
}

export function createReaders(): Readers {
  /** Ascending, without overlaps. */
  let pieces: Piece[] = [];
  let last: Endpoint | undefined;
  let turns = 0;
  return {
    note: ({ from, to }, endpoint) => {
      turns += 1;
      last = endpoint;
      const before = pieces.flatMap((piece) => [
        ...(piece.from < from ? [{ ...piece, to: least(piece.to, from - 1n) }] : []),
        ...(piece.to > to ? [{ ...piece, from: most(piece.from, to + 1n) }] : []),
      ]);
      const all = [...before, { from, to, endpoint, turn: turns }];
      pieces = joined(all.toSorted((a, b) => (a.from < b.from ? -1 : 1)));
      if (pieces.length <= PIECES_MAX) return;
      const oldest = Math.min(...pieces.map(({ turn }) => turn));
      pieces = pieces.filter(({ turn }) => turn !== oldest);
    },
    of: ({ from, to }) => {
      const [first, ...rest] = pieces.filter((piece) => piece.from <= to && piece.to >= from);
      if (!first) return { endpoint: last, to };
      const other = rest.find(({ endpoint }) => endpoint !== first.endpoint);
      return { endpoint: first.endpoint, to: other ? other.from - 1n : to };
    },
  };
}

/** Neighbours of one endpoint are one piece. */
function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const below = result.at(-1);
    if (below?.endpoint === piece.endpoint && below.to + 1n === piece.from) {
      const turn = Math.max(below.turn, piece.turn);
      result[result.length - 1] = { ...below, to: piece.to, turn };
    } else result.push(piece);
  }
  return result;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

import type { ChainState, Operation, Transition } from './client.ts';
import { stageWords } from './stage-words.ts';
import { duration, row, shortId, styleOf } from './text.ts';
import type { Cell, Paper } from './text.ts';
import { sinceOf } from './watch.ts';
import type { Seen, View, Wait } from './watch.ts';

const enter = '\u001B[?1049h\u001B[?25l';
const leave = '\u001B[?25h\u001B[?1049l';
// Terminals that know synchronised output show a frame as a whole; the others ignore the brackets.
const beginFrame = '\u001B[?2026h\u001B[H';
// Before the text and not after it: at the end of a full line it would take the last letter.
/** Before a line, and after it too: the terminal may have folded it over several rows. */
const clearLine = '\u001B[K';
const endFrame = '\u001B[J\u001B[?2026l';

const transitionsMin = 2;
const waitsMax = 3;

/** What the terminal shows beside the product's own answers. */
export interface Show {
  readonly view: View;
  readonly title: string;
  readonly elapsedMs: number;
  readonly now: number;
  readonly api: string;
  /** One line about what was just done to the chains or to the product. */
  readonly notice: string;
  readonly commands: readonly string[];
}

export interface Screen {
  draw(show: Show): void;
  close(): void;
}

/** Takes the terminal over and draws each frame on the last one. `close` gives it back as it was. */
export function openScreen(terminal: NodeJS.WriteStream): Screen {
  let isOpen = true;
  const close = () => {
    if (isOpen) terminal.write(leave);
    isOpen = false;
  };
  // Whatever ends us, the cursor comes back.
  process.once('exit', close);
  terminal.write(enter);

  return {
    draw(show) {
      if (!isOpen) return;
      // A terminal that does not know its size says 0.
      const columns = terminal.columns || 80;
      const rows = terminal.rows || 24;
      const hasColour = process.env.NO_COLOR === undefined;
      const lines = drawScreen(show, { columns, rows, hasColour });
      terminal.write(
        beginFrame + lines.map((line) => clearLine + line + clearLine).join('\r\n') + endFrame,
      );
    },
    close() {
      close();
      process.off('exit', close);
    },
  };
}

/**
 * Draws one frame as lines that together fill no more rows than the paper has. Only commands may be wider than it: the
 * terminal folds them itself, so that what is copied is one line again.
 */
export function drawScreen(show: Show, paper: Paper & { rows: number }): string[] {
  const { view } = show;
  const heading = (text: string) => row(paper, [{ text, style: 'bold' }]);
  const clock = duration(show.elapsedMs / 1_000);

  const head = [
    row(paper, [
      { text: show.title, style: 'bold' },
      { text: `  ${clock}  ${show.api}`, style: 'dim' },
    ]),
    row(paper, operationCells(view)),
    '',
    ...chainLines(view.chains, paper),
    row(paper, [{ text: show.notice, style: 'dim' }]),
  ];
  const waits = view.waits
    .slice(0, waitsMax)
    .map((wait) => row(paper, waitCells(wait, show.now, paper)));
  const foot = [
    heading(waits.length === 0 ? 'Nothing waits' : 'Waiting longest'),
    ...waits,
    heading('Try (Ctrl-C ends the demo)'),
    ...show.commands,
  ];

  const folds = show.commands.map(({ length }) => Math.ceil(length / paper.columns) - 1);
  const folded = folds.reduce((sum, fold) => sum + fold, 0);
  const space = Math.max(transitionsMin, paper.rows - head.length - foot.length - folded - 1);
  const latest = view.latest.slice(0, space).map((seen) => row(paper, seenCells(seen, paper)));
  const filler = Array.from({ length: space - latest.length }, () => '');
  return [...head, heading('Latest transitions'), ...latest, ...filler, ...foot].slice(
    0,
    paper.rows - folded,
  );
}

function operationCells({ stats }: View): Cell[] {
  if (stats === undefined) return [{ text: 'The API has not answered yet.', style: 'dim' }];
  const { total, final, byStatus } = stats.operations;
  const counts = Object.entries(byStatus).filter(([, number]) => number > 0);
  return [
    { text: `${total} operations, ${final} final` },
    ...counts.flatMap(([status, number]): Cell[] => [
      { text: `  ${status} ` },
      { text: String(number), style: styleOf(status) },
    ]),
  ];
}

const chainWidths = [7, 6, 6, 10, 6, 14, 31];

function chainLines(chains: readonly ChainState[], paper: Paper): string[] {
  const columns = ['chain', 'head', 'safe', 'finalized', 'lag', 'reorgs', 'rules'];
  const cells = (texts: readonly string[]) =>
    texts.map((text, index) => ({ text, width: chainWidths[index] ?? 10 }));
  return [
    row(
      paper,
      cells(columns).map((cell) => ({ ...cell, style: 'bold' as const })),
    ),
    ...chains.map((chain) => row(paper, cells(chainTexts(chain)))),
  ];
}

function chainTexts(chain: ChainState): string[] {
  const { name, head, safe, finalized, lagSeconds, reorgs, finality, state } = chain;
  const deepest = reorgs.count === 0 ? '0' : `${reorgs.count}, deepest ${reorgs.deepest}`;
  const rules = rulesOf(finality?.safe ?? '?', finality?.finalized ?? '?');
  const heights = [head, safe, finalized].map((height) => height?.number ?? '-');
  const lag = typeof lagSeconds === 'number' ? `${lagSeconds.toFixed(1)}s` : '-';
  return [
    name ?? chain.chain,
    ...heights,
    lag,
    deepest,
    state === 'live' || !state ? rules : `${state}; ${rules}`,
  ];
}

/** @example rulesOf('tag safe', 'tag finalized') // 'tag safe, finalized' */
function rulesOf(safe: string, finalized: string): string {
  const [kind = ''] = safe.split(' ');
  const isSameKind = finalized.startsWith(`${kind} `);
  return `${safe}, ${isSameKind ? finalized.slice(kind.length + 1) : finalized}`;
}

function seenCells({ operation, transition }: Seen, { columns }: Paper): Cell[] {
  const isRollback = transition.cause.type === 'reorg';
  const stage = transition.stageTo ?? operation.stage ?? '';
  const time = timeOf(transition.observedAt);
  return [
    ...(columns >= 96 ? [{ text: time, width: 10, style: 'dim' as const }] : []),
    { text: whatOf(operation), width: 17 },
    { text: ` ${laneOf(operation)}`, width: 16 },
    { text: ` ${changeOf(transition)}`, width: 24, style: styleOf(transition.to) },
    { text: ` ${stageWords(stage)}`, width: 23 },
    ...(columns >= 120 ? [{ text: ` ${shortId(operation.id)}`, width: 15 }] : []),
    { text: ` ${legsOf(transition) || transition.cause.type}`, style: isRollback ? 'red' : 'dim' },
  ];
}

function waitCells({ on, count, oldest }: Wait, now: number, { columns }: Paper): Cell[] {
  const waits = duration((now - sinceOf(oldest)) / 1_000);
  return [
    { text: `${count} on ${on}`, width: 22, style: styleOf(oldest.status) },
    { text: waits, width: 7 },
    ...(columns >= 100 ? [{ text: shortId(oldest.id), width: 16 }] : []),
    { text: oldest.pending?.what ?? laneOf(oldest) },
  ];
}

/** @example 'sodax limit order' */
export function whatOf({ protocol, kind }: Operation): string {
  return [protocol, kind]
    .filter((word) => word)
    .join(' ')
    .replaceAll('_', ' ');
}

/** @example 'alpha > beta', and 'alpha > ?' while nobody has seen where it leads */
export function laneOf({ origin, destination }: Operation): string {
  const name = (place: Operation['origin']) => place?.name ?? place?.chain ?? '?';
  return `${name(origin)} > ${name(destination)}`;
}

/** @example 'confirmed -> complete', or 'complete, final' when only its firmness changed */
export function changeOf({ from, to, final }: Transition): string {
  if (from === to) return final ? `${to}, final` : to;
  return `${from ?? 'new'} -> ${to}`;
}

/** @example 'call finalized': which legs are firmer than before, or were taken back */
export function legsOf({ changes }: Transition): string {
  return changes.map(({ step, to }) => `${step} ${to ?? 'gone'}`).join(', ');
}

export function timeOf(time: string | null | undefined): string {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? '--:--:--' : date.toTimeString().slice(0, 8);
}

const styles = {
  bold: '1',
  dim: '2',
  red: '31',
  green: '32',
  yellow: '33',
  cyan: '36',
} as const;
export type Style = keyof typeof styles;

export interface Cell {
  readonly text: string;
  /** Columns to fill. Without it the cell is as wide as its text. */
  readonly width?: number;
  readonly style?: Style | undefined;
}

export interface Paper {
  readonly columns: number;
  readonly hasColour: boolean;
}

/** Lays cells side by side and cuts what does not fit, so that no line ever wraps. */
export function row({ columns, hasColour }: Paper, cells: readonly Cell[]): string {
  let left = columns;
  let line = '';
  for (const { text, width, style } of cells) {
    if (left <= 0) break;
    const space = Math.min(left, width ?? text.length);
    const plain = cut(text, space).padEnd(width === undefined ? 0 : space);
    left -= plain.length;
    line += hasColour && style !== undefined ? `\u001B[${styles[style]}m${plain}\u001B[0m` : plain;
  }
  return line;
}

/** @example cut('confirmed', 5) // 'conf…' */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}

/** @example duration(83) // '1m23' */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole}s`;
  const [large, small, unit] =
    whole < 3_600
      ? [Math.floor(whole / 60), whole % 60, 'm']
      : [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60), 'h'];
  return `${large}${unit}${String(small).padStart(2, '0')}`;
}

/** @example shortId('axelar:0x9bbcdc916b…c4c6c2-1') // '0x9bbcdc…c2-1' */
export function shortId(id: string): string {
  const rest = id.slice(id.indexOf(':') + 1);
  return rest.length <= 14 ? rest : `${rest.slice(0, 8)}…${rest.slice(-4)}`;
}

export function styleOf(status: string): Style | undefined {
  if (status === 'complete') return 'green';
  if (status === 'confirmed') return 'cyan';
  if (status === 'pending') return 'yellow';
  return 'red';
}

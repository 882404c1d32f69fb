/** Names as code: `a`, `b` and `c`. */
export function namesText(names: readonly string[], last = 'and'): string {
  const quoted = names.map((name) => `\`${name}\``);
  return [quoted.slice(0, -1).join(', '), ...quoted.slice(-1)].filter(Boolean).join(` ${last} `);
}

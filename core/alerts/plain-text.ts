/**
 * Text of a chain made fit to be shown: on one line, without control characters and those that turn the direction of what
 * follows, and no longer than so many characters. Escaping it for a markup is up to whoever writes that markup.
 */
export function plainText(text: string, lengthMax: number): string {
  const clean = text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .trim();
  const characters = Array.from(clean);
  return characters.length <= lengthMax ? clean : `${characters.slice(0, lengthMax - 1).join('')}…`;
}

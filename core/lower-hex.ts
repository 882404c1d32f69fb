/**
 * A hash or an address as it is stored and compared: hexadecimal in lower case, in whatever case it came. Everything else
 * stays as it is, because in base58 the case tells one address from another.
 */
export function lowerHex(text: string): string {
  return /^0x/i.test(text) ? text.toLowerCase() : text;
}

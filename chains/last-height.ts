/**
 * The last height up to a head of which something holds, where it holds of all below it as well; 0 if it holds of none. It
 * looks at heights that are sums of falling powers of two, about one for each bit of the head: the first ones are the same
 * whatever is looked for.
 */
export async function lastHeight(
  head: bigint,
  holds: (height: bigint) => Promise<boolean>,
): Promise<bigint> {
  let found = 0n;
  let step = 1n;
  while (step * 2n <= head) step *= 2n;
  for (; step > 0n; step /= 2n) {
    const next = found + step;
    if (next <= head && (await holds(next))) found = next;
  }
  return found;
}

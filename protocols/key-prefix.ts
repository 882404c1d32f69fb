/**
 * How the keys of a protocol's links begin. Networks are worlds of their own that may use the same ids, so that all but the main
 * one are named.
 *
 * @example keyPrefix('ccip', 'testnet') // 'ccip:testnet'
 */
export function keyPrefix(protocol: string, network: string): string {
  return network === 'mainnet' ? protocol : `${protocol}:${network}`;
}

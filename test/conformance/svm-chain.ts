export async function startSvmChain(): Promise<never> {
  throw new Error('not yet');
}

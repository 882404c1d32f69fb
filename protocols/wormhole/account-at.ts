/** An account that an instruction was given, by its place. @throws if it has fewer */
export function accountAt(accounts: readonly string[], index: number): string {
  const account = accounts[index];
  if (account === undefined) throw new Error(`an instruction without an account ${index}`);
  return account;
}

/** What failed, and why: a failed query has its reason in its cause. */
export function tell(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  const { message, stack = message, cause } = error;
  const where = stack.split('\n').slice(0, 4).join('\n');
  return cause === undefined ? where : `${message}: ${tell(cause)}`;
}

import { MidflightError } from '../../core/errors.ts';
import { isRefused } from './query-logs.ts';
import { readView, type View } from './read-view.ts';
import type { Rpc } from './rpc.ts';

/** How nodes say that it is the contract that refuses. */
const REVERTS =
  /revert|invalid (?:opcode|jump)|out ?of ?gas|stack ?(?:under|over)flow|vm execution|evm error/i;

/** To be told how contracts answer. */
export interface Hearer {
  /** One gave no answer that tells anything: a sentence about it. */
  lacks: (what: string, message: string) => void;
  has: (what: string) => void;
}

/**
 * What each of several views answers by the state after a block; null for one that gives no answer, of which the operator is
 * told. Throws where none was answered and it is not the contracts that refuse: then it is the endpoint.
 */
export async function readViews(
  { rpc, chainName, lacks, has }: { rpc: Rpc; chainName: string } & Hearer,
  views: readonly View[],
  block: bigint,
): Promise<('zero' | 'set' | null)[]> {
  const read = async (view: View) => {
    try {
      return { view, shown: await readView(rpc, view, block) };
    } catch (error) {
      if (!(error instanceof MidflightError)) throw error;
      return { view, error };
    }
  };
  const answers = await Promise.all(views.map(read));
  const hasAnswer = answers.some(({ error }) => !error);
  return answers.map(({ view, shown, error }) => {
    if (error && !hasAnswer && !isRevert(error)) throw error;
    const what = `view ${view.to} ${view.data.slice(0, 10)}`;
    if (shown === 'zero' || shown === 'set') {
      has(what);
      return shown;
    }
    const { message, recovery } = unanswered(chainName, view, error);
    lacks(what, `${message} ${recovery}`);
    return null;
  });
}

/** True if it is the contract that refuses. */
export const isRevert = (error: MidflightError): boolean =>
  isRefused(error) && REVERTS.test(String(error.context['reason']));

function unanswered(chainName: string, { to, data }: View, cause?: MidflightError): MidflightError {
  const reason = cause ? String(cause.context['reason']) : 'it has no such view';
  return new MidflightError({
    code: 'rpc_view_unanswered',
    message: `The contract ${to} on ${chainName} does not answer the view ${data.slice(0, 10)}: ${reason}.`,
    recovery:
      'What it would show is not seen; if this lasts, check the address in the deployment of its protocol.',
    context: { reason },
    cause,
  });
}

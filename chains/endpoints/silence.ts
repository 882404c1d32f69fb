import { MidflightError } from '../../core/errors.ts';

/** Answers in a row that took too long, after which an endpoint is taken to be silent, not slow. */
const SLOW_MAX = 2;

/** Tells an endpoint that is slow about a long range from one that is silent. */
interface Patience {
  /**
   * Whether a shorter range may pass.
   *
   * @throws MidflightError the failure as a fault of the endpoint, if it has been slow too often in a row
   */
  mayHalve: (error: unknown) => boolean;
}

/** For one piece of work at one endpoint. */
export function createPatience(isRefusal: (error: unknown) => boolean): Patience {
  let slow = 0;
  return {
    mayHalve: (error) => {
      slow = isTooSlow(error) ? slow + 1 : 0;
      if (slow >= SLOW_MAX) throw asFault(error);
      return isRefusal(error);
    },
  };
}

/** What was refused only because it took too long is the endpoint's fault, where nothing shorter can be asked. */
export function asFault(error: unknown): unknown {
  if (!(error instanceof MidflightError) || !isTooSlow(error)) return error;
  const { message, recovery, isTransient, context, cause } = error;
  return new MidflightError({
    code: 'rpc_unreachable',
    message,
    recovery,
    isTransient,
    context,
    cause,
  });
}

const isTooSlow = (error: unknown): boolean =>
  error instanceof MidflightError &&
  error.code === 'rpc_refused' &&
  error.context['isTimeout'] === true;

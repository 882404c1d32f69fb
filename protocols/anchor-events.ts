import { sha256, slice, stringToHex } from 'viem';
import type { Hex } from '../core/raw-log.ts';
import { borshDeclaration, decodeBorsh, type BorshFields, type BorshValues } from './borsh.ts';
import type { Captured, CaptureInput, Deployment, EventCapture } from './define.ts';

/** An event of an Anchor program, as its IDL declares it. */
export interface AnchorEvent<F extends BorshFields> {
  name: string;
  fields: F;
}

/** The eight bytes by which Anchor marks an event. */
export function anchorDiscriminator(eventName: string): Hex {
  return slice(sha256(stringToHex(`event:${eventName}`)), 0, 8);
}

/**
 * The same as `eventsOf` for the events of Anchor programs. `program` says which of a deployment's programs emits the
 * event: versions of a program keep the names of their events, and so the discriminators. Null if any of them may.
 *
 * @example
 * const onAnchorEvent = anchorEventsOf<MyDeployment>();
 * onAnchorEvent(
 *   { name: 'Sent', fields: { id: 'bytes32' } },
 *   ({ program }) => program,
 *   ({ args }) => ({ step: 'send', links: [exactLink(`demo:${args.id}`, 'message id')], about: {} }),
 * )
 */
export function anchorEventsOf<D extends Deployment>() {
  return <const F extends BorshFields>(
    { name, fields }: AnchorEvent<F>,
    program: ((deployment: D) => string | undefined) | null,
    capture: (input: CaptureInput<BorshValues<F>, D>) => Captured | null,
  ): EventCapture<D> => ({
    name,
    family: 'svm',
    topic: anchorDiscriminator(name),
    declaration: `anchor event ${name}(${borshDeclaration(fields)})`,
    decode: ({ data }) => decodeBorsh(fields, data),
    emitter: program,
    needsReceiptIndex: false,
    capture: ({ data }, input) => capture({ ...input, args: decodeBorsh(fields, data) }),
  });
}

import type { Hex } from '../../core/raw-log.ts';
import { bytes32Of } from '../bytes32.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { keccak } from '../keccak.ts';
import type { WormholeDeployment } from './deployments.ts';
import { vaaLink } from './links.ts';
import { tellMessage } from './tell-message.ts';
import { vaaIdText } from './vaa-id.ts';

type Input = CaptureInput<unknown, WormholeDeployment>;

/** A message as a core bridge takes it. */
interface Published {
  /** As its own chain writes it. */
  sender: string;
  sequence: bigint;
  nonce: number;
  payload: Hex;
  consistencyLevel: number;
}

/** Reads a message at its origin, where everything stands that guardians sign. */
export function capturePublished(published: Published, input: Input): Captured {
  const { sender, sequence, nonce, payload, consistencyLevel } = published;
  const { deployment: source, here: origin } = input;
  const emitter = bytes32Of(sender);
  const id = { chain: source.wormholeId, emitter, sequence };
  const { about, links } = tellMessage({ emitter, sequence, payload, source, origin }, input);
  return {
    step: 'publish',
    links: [vaaLink(source.network, id), ...links],
    about: {
      ...about,
      origin,
      content: keccak(payload),
      details: {
        vaa: vaaIdText(id),
        nonce: String(nonce),
        consistencyLevel: String(consistencyLevel),
        ...about.details,
      },
    },
  };
}

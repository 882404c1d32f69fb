import type { ReportedLeg, Subject } from './define.ts';
import { firstByKey } from './first-by-key.ts';

/** A message's key: Wormhole's number of its chain, the emitter's 32 bytes, its number. Those of testnets are longer. */
const messageKey = /^wormhole:(\d{1,5})\/([0-9a-f]{64})\/(\d{1,20})$/;

/** What guardians call a message by. */
export interface MessageId {
  chain: bigint;
  /** 32 bytes, without `0x`. */
  emitter: string;
  sequence: bigint;
}

/** The messages that an operation has published, each by its own id. */
export function publishedMessages(legs: readonly ReportedLeg[]): Subject[] {
  return firstByKey(legs, {
    steps: ['publish'],
    pattern: messageKey,
    asked: (_, key) => key.slice('wormhole:'.length),
  });
}

export function messageIdOf({ key }: Pick<Subject, 'key'>): MessageId {
  const [, chain = '', emitter = '', sequence = ''] = messageKey.exec(key) ?? [];
  return { chain: BigInt(chain), emitter, sequence: BigInt(sequence) };
}

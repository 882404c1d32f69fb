import { describe, expect, test } from 'vitest';
import { aLeg, aWorld, route } from '../test/builders.ts';
import { foldAll } from './fold-all.ts';
import type { About, Leg } from './leg.ts';

// Many protocols number what is sent. After a reorg another sending may have the number of one whose block is gone.

interface Parts {
  step: 'send' | 'attest' | 'deliver';
  block: number;
  /** Whose it is: another transaction each. */
  of: 'ann' | 'bob' | 'cyd' | 'nobody';
  isLost?: boolean;
  about?: About;
}

const legOf = ({ step, block, of, isLost = false, about }: Parts): Leg => {
  const leg = aLeg({ step, block, canonical: !isLost, verified: !isLost });
  const transaction = `0x${step}-${of}`;
  const told = about ?? (of === 'nobody' ? {} : { content: of });
  return {
    ...leg,
    event: `${leg.event} ${of}`,
    at: { ...leg.at, transaction },
    about: { ...leg.about, ...told },
  };
};

const told = (legs: readonly Leg[]) =>
  foldAll(new Map([['route', route]]), legs, aWorld({ safe: 1_000, finalized: 1_000 })).map(
    ({ folded }) => {
      const operation = folded?.operation;
      return [
        operation?.id.replace(/ .*/, ''),
        operation?.status,
        operation?.about.content,
        ...(operation?.conflicts ?? []),
        ...(operation?.supersededBy ? [`superseded by ${operation.supersededBy}`] : []),
        operation?.legs.flatMap(({ at }) => (at ? [at.transaction] : [])).join(' '),
      ];
    },
  );

const annLost = legOf({ step: 'send', block: 10, of: 'ann', isLost: true });
const bob = legOf({ step: 'send', block: 11, of: 'bob' });
const bobLost = legOf({ step: 'send', block: 11, of: 'bob', isLost: true });
const idByEvent = ({ event }: Leg) => `route:event:${event}`.replace(/ .*/, '');
const ownId = idByEvent(annLost);
const bobsId = idByEvent(bobLost);

describe('after a reorg another sending has the number', () => {
  const cases: [string, Leg[], ReturnType<typeof told>][] = [
    [
      'the lost one is an operation of its own, and the number means the one that is there',
      [annLost, bob],
      [
        ['route:a', 'confirmed', 'bob', '0xsend-bob'],
        [ownId, 'reverted', 'ann', '0xsend-ann'],
      ],
    ],
    [
      'what was sent to the other one is delivered to it alone',
      [annLost, bob, legOf({ step: 'attest', block: 20, of: 'bob' }), delivery(30)],
      [
        ['route:a', 'complete', 'bob', '0xsend-bob 0xattest-bob 0xdeliver-nobody'],
        [ownId, 'reverted', 'ann', '0xsend-ann'],
      ],
    ],
    [
      'what attests the lost one delivers nothing to the other',
      [annLost, bob, legOf({ step: 'attest', block: 20, of: 'ann' }), delivery(30)],
      [
        [
          'route:a',
          'confirmed',
          'bob',
          'content_mismatch',
          '0xsend-bob 0xattest-ann 0xdeliver-nobody',
        ],
        [ownId, 'reverted', 'ann', '0xsend-ann'],
      ],
    ],
    [
      'what is attested last is what is delivered',
      [
        annLost,
        bob,
        legOf({ step: 'attest', block: 20, of: 'ann' }),
        legOf({ step: 'attest', block: 21, of: 'bob' }),
        delivery(30),
      ],
      [
        [
          'route:a',
          'complete',
          'bob',
          'content_mismatch',
          '0xsend-bob 0xattest-bob 0xdeliver-nobody 0xattest-ann',
        ],
        [ownId, 'reverted', 'ann', '0xsend-ann'],
      ],
    ],
    [
      'its transaction is there again with the next number, which stands for it',
      [annLost, bob, again()],
      [
        ['route:a', 'confirmed', 'bob', '0xsend-bob'],
        ['route:b', 'confirmed', 'ann', '0xsend-ann'],
        [ownId, 'cancelled', 'ann', 'superseded by route:b', '0xsend-ann'],
      ],
    ],
    [
      'the same transaction in another block is the same operation, whatever it says',
      [annLost, legOf({ step: 'send', block: 11, of: 'ann', about: { content: 'more' } })],
      [['route:a', 'confirmed', 'more', '0xsend-ann 0xsend-ann']],
    ],
    [
      'one that says the same is the same, by whatever transaction',
      [annLost, legOf({ step: 'send', block: 11, of: 'bob', about: { content: 'ann' } })],
      [['route:a', 'confirmed', 'ann', '0xsend-bob 0xsend-ann']],
    ],
    [
      'another recipient makes another sending, where no message is told',
      [
        legOf({ step: 'send', block: 10, of: 'ann', isLost: true, about: { recipient: 'ann' } }),
        legOf({ step: 'send', block: 11, of: 'bob', about: { recipient: 'bob' } }),
      ],
      [
        ['route:a', 'confirmed', undefined, '0xsend-bob'],
        [ownId, 'reverted', undefined, '0xsend-ann'],
      ],
    ],
    [
      'each of two lost ones is an operation of its own',
      [annLost, bobLost, legOf({ step: 'send', block: 12, of: 'cyd' })],
      [
        ['route:a', 'confirmed', 'cyd', '0xsend-cyd'],
        [ownId, 'reverted', 'ann', '0xsend-ann'],
        [bobsId, 'reverted', 'bob', '0xsend-bob'],
      ],
    ],
    [
      'where both are lost, the number means the last one, and the other keeps its own id',
      [annLost, bobLost],
      [
        ['route:a', 'reverted', 'bob', '0xsend-bob'],
        [ownId, 'reverted', 'ann', '0xsend-ann'],
      ],
    ],
    [
      'one that is there again has the number again, and the other is lost',
      [annLost, bobLost, legOf({ step: 'send', block: 13, of: 'ann' })],
      [
        ['route:a', 'confirmed', 'ann', '0xsend-ann 0xsend-ann'],
        [bobsId, 'reverted', 'bob', '0xsend-bob'],
      ],
    ],
    [
      'a lost attestation is no part of the lost sending',
      [annLost, bob, legOf({ step: 'attest', block: 20, of: 'nobody', isLost: true })],
      [
        ['route:a', 'confirmed', 'bob', '0xsend-bob 0xattest-nobody'],
        [ownId, 'reverted', 'ann', '0xsend-ann'],
      ],
    ],
    [
      'a fresh sending with the number of what is delivered takes nothing back',
      [
        legOf({ step: 'send', block: 10, of: 'ann' }),
        legOf({ step: 'attest', block: 20, of: 'ann' }),
        delivery(30),
        legOf({ step: 'send', block: 1_001, of: 'bob' }),
      ],
      [['route:a', 'complete', 'ann', '0xsend-ann 0xattest-ann 0xdeliver-nobody 0xsend-bob']],
    ],
  ];
  test.each(cases)('%s', (_, legs, operations) => {
    expect(told(legs)).toEqual(operations);
    expect(told(legs.toReversed())).toEqual(operations);
  });
});

function delivery(block: number): Leg {
  return legOf({ step: 'deliver', block, of: 'nobody' });
}

/** The transaction of the lost one, under another number. */
function again(): Leg {
  const leg = legOf({ step: 'send', block: 12, of: 'ann' });
  return {
    ...leg,
    event: `${leg.event} again`,
    links: [{ key: 'route:b', kind: 'exact', rule: 'id' }],
  };
}

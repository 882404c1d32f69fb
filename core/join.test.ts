import { expect, test } from 'vitest';
import { aLeg } from '../test/builders.ts';
import { joinsOf } from './join.ts';
import type { Leg, Link } from './leg.ts';

const withLink = (leg: Leg, link: Link): Leg => ({ ...leg, links: [...leg.links, link] });
const settled = (was: NonNullable<Link['was']>): Link => ({
  key: 'settled a',
  kind: 'settled',
  rule: 'why',
  lookalike: 'the key',
  was,
});

test.each([
  ['lookalike', 'lookalike', 'lookalike'],
  ['cause', 'effect', 'effect'],
] as const)('a final operation is joined by what joined it: %s', (mine, theirs, kind) => {
  const first = withLink(aLeg({ step: 'send', block: 1, id: 'a' }), settled(mine));
  const second = withLink(aLeg({ step: 'deliver', block: 2, id: 'b' }), settled(theirs));
  expect(joinsOf([first, second]).get(second.event)).toEqual({
    key: 'the key',
    kind,
    rule: 'why',
    version: 1,
  });
});

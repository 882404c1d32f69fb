import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Step } from '../../core/rules.ts';
import { defineProtocol } from '../define.ts';
import { diagramOf } from './diagram.ts';
import { boundary, protocolPage } from './protocol-page.ts';
import { routesOf } from './routes.ts';

const step = (name: string, role: Step['role'], more: Partial<Step> = {}): Step => ({
  name,
  role,
  side: 'hub',
  required: 'always',
  waiting: { stage: 'awaiting_hub', what: name, mover: 'anyone', who: 'anyone', action: 'Act.' },
  ...more,
});
const never = { required: 'never' } as const;
const promised = { required: 'promised' } as const;

/** It may begin on the hub, whose order stands for a packet and for what the packet does; no order stands for the fill. */
const order: Step[] = [
  step('send', 'origin', { alternatives: ['order'] }),
  step('order', 'origin', never),
  step('stored', 'hub', promised),
  step('create', 'hub', { alternatives: ['order'] }),
  step('fill', 'hub', {
    alternatives: ['release'],
    deadline: { at: 'told', becomes: 'expired', isStrict: false },
  }),
  step('dispatch', 'relay', { alternatives: ['order', 'release'] }),
  step('notify', 'action', { ...promised, alternatives: ['release'] }),
  step('release', 'destination', never),
  step('cancel', 'cancel', never),
  step('fail', 'cancel', never),
  step('refund', 'refund', { ...never, after: 'cancel' }),
];

test('a diagram leads past no step that is awaited, and shows every way out', () => {
  expect(diagramOf(order)).toEqual([
    'stateDiagram-v2',
    '  [*] --> pending',
    '  pending --> confirmed : send or order',
    '  pending --> reverted : a reorg, for good',
    '  state confirmed {',
    '    state "awaiting_hub<br/>stored *" as s1',
    '    state "awaiting_hub<br/>create" as s2',
    '    state "awaiting_hub<br/>fill" as s3',
    '    state "awaiting_hub<br/>dispatch" as s4',
    '    state "awaiting_hub<br/>notify *" as s5',
    '    [*] --> s1 : send',
    '    s1 --> s2 : stored',
    '    s2 --> s3 : create',
    '    s3 --> s4 : fill',
    '    s4 --> s5 : dispatch',
    '    s5 --> [*] : notify',
    '    [*] --> s3 : order',
    '    s3 --> [*] : release',
    '  }',
    '  confirmed --> complete : all of this is firm',
    '  confirmed --> expired : no fill in time',
    '  expired --> confirmed : a late fill',
    '  confirmed --> refunding : cancel or fail',
    '  expired --> refunding : cancel',
    '  refunding --> refunded : refund',
  ]);
});

const short = (name: string): Step[] => [
  step('send', 'origin', { alternatives: [name] }),
  step(name, 'hub'),
];

test('kinds whose routes differ in names alone share one', () => {
  const kinds = { lend: short('supply'), give: short('repay'), order };
  const routes = routesOf({ version: 1, destinationProvesOrigin: true, steps: order, kinds });
  expect(routes.map((route) => [route.kinds, route.steps.map(({ name }) => name)])).toEqual([
    [[], order.map(({ name }) => name)],
    [
      ['lend', 'give'],
      ['send', 'supply / repay'],
    ],
    [['order'], order.map(({ name }) => name)],
  ]);
  expect(routes[1]?.steps[0]?.alternatives).toEqual(['supply / repay']);
});

test('what is above the boundary of a page stays, and what is below it is written anew', () => {
  const definition = defineProtocol({
    name: 'demo',
    version: 1,
    deployment: z.object({ network: z.string(), gateway: z.string() }),
    deployments: {
      'eip155:1': { network: 'mainnet', gateway: '0xaa' },
      'eip155:10': { network: 'mainnet', gateway: '0xaa' },
      'eip155:5': { network: 'testnet', gateway: '0xbb' },
    },
    startBlocks: { 'eip155:10': 5n },
    contracts: ({ gateway }) => [gateway],
    chainName: () => '7',
    foreignChains: { testnet: { '9': { chain: null, name: 'far' } } },
    events: [],
    rules: { version: 1, destinationProvesOrigin: true, steps: short('supply') },
  });
  const nameOf = (chain: string) => (chain === 'eip155:1' ? 'one' : undefined);
  const pageOf = (before: string) => protocolPage(definition, { before, nameOf });
  const own = '# Demo\n\nOurs.\n\n';
  expect(pageOf('')).toContain(`# demo\n\n${boundary}\n`);
  expect(pageOf(`${own}${boundary}\nold`)).toBe(pageOf('').replace('# demo\n\n', own));
  expect(pageOf('').split('## Contracts')[1]?.split('\n').slice(4)).toEqual([
    '### mainnet',
    '',
    '| chain (its name in messages) | read | known, not read |',
    '| --- | --- | --- |',
    '| one `eip155:1` (`7`)<br/>`eip155:10` (`7`), from block 5 | gateway `0xaa` |  |',
    '',
    '### testnet',
    '',
    '| chain (its name in messages) | read | known, not read |',
    '| --- | --- | --- |',
    '| `eip155:5` (`7`) | gateway `0xbb` |  |',
    '',
    'Named in messages, and not read: far (`9`).',
    '',
  ]);
});

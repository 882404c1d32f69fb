import { keccak256, padHex, stringToHex, toHex } from 'viem';
import { describe, expect, test } from 'vitest';
import type { ChainId } from '../../core/chain.ts';
import type { Leg } from '../../core/leg.ts';
import type { Hex, RawLog } from '../../core/raw-log.ts';
import { operationsShown } from '../../test/conformance/shown-world.ts';
import { sayOperation } from '../../test/conformance/say-operation.ts';
import { encodeLogs } from '../../test/fixture.ts';
import { legOf } from '../../test/leg-of.ts';
import { aPayroll, desk, payroll, payrollEvents, signatures, till } from '../../test/payroll.ts';
import { bindProtocol, type Protocol } from '../bind.ts';
import type { ProtocolDefinition } from '../define.ts';
import type { OwnDeclaration } from './declaration.ts';

const bytes32 = (n: number) => padHex(toHex(n), { size: 32 });
const address = (n: number) => padHex(toHex(n), { size: 20 });

const bind = (declaration: OwnDeclaration): Protocol =>
  // CAST: its deployments are of its own type, and nobody gives it others.
  bindProtocol(payroll(declaration) as unknown as ProtocolDefinition);

interface Told {
  chain?: ChainId;
  time?: number;
  emitter?: Hex;
}

function aLog(
  event: string,
  args: object,
  { chain = 'eip155:1', time = 10, emitter = desk }: Told = {},
): RawLog {
  const [log] = encodeLogs({
    why: 'made up for a test',
    chain,
    hash: bytes32(time),
    block: { number: String(time), hash: bytes32(time), time },
    logs: [{ index: 0, emitter, event, args: { ...args } }],
  });
  if (!log) throw new Error('one log in, one log out');
  return log;
}

const order = { id: bytes32(1), from: address(0xa), to: address(0xb), toChain: '8453' };
const terms = { amount: '70', expiry: '5000', withNote: true };
const sent = (args: object = {}, told?: Told) =>
  aLog(signatures.sent, { ...order, ...terms, ...args }, told);
const paid = (args: object = {}, told: Told = {}) =>
  aLog(
    signatures.paid,
    { id: bytes32(1), to: address(0xb), amount: '70', ok: true, why: '0x', ...args },
    { chain: 'eip155:8453', time: 20, emitter: till, ...told },
  );

const linksOf = (leg: Leg) => leg.links.map(({ key, kind, rule }) => [key, kind, rule]);
const aboutOf = (declaration: OwnDeclaration, log: RawLog) => legOf(bind(declaration), log).about;

/** What is told of the operations that these logs make. */
function said(declaration: OwnDeclaration, ...logs: RawLog[]): string[] {
  const protocol = bind(declaration);
  const covered = [...protocol.contracts.keys()];
  return operationsShown([protocol], { logs, until: 100, covered }).map(sayOperation);
}

describe('an event of a declared protocol', () => {
  test('is a leg with its link, and with all that it carries', () => {
    const leg = legOf(bind(aPayroll()), sent());
    expect([leg.step, leg.role, leg.outcome]).toEqual(['sent', 'origin', 'success']);
    expect(linksOf(leg)).toEqual([[`payroll:${bytes32(1)}`, 'exact', 'id']]);
    expect(leg.about).toEqual({
      kind: 'payout',
      origin: { chain: 'eip155:1', name: '1' },
      destination: { chain: 'eip155:8453', name: '8453' },
      sender: address(0xa),
      recipient: address(0xb),
      sent: { amount: '70' },
      deadline: 5_000,
      promises: ['noted'],
      details: { id: bytes32(1), withNote: 'true' },
    });
  });

  test('at the destination says where that is, and where the only origin is', () => {
    expect(aboutOf(aPayroll(), paid())).toEqual({
      kind: 'payout',
      origin: { chain: 'eip155:1', name: '1' },
      destination: { chain: 'eip155:8453', name: '8453' },
      recipient: address(0xb),
      received: { amount: '70' },
      details: { id: bytes32(1), ok: 'true' },
    });
  });

  test('that says that it failed tells why, and that nothing was received', () => {
    const panic = `0x4e487b71${bytes32(0x12).slice(2)}`;
    const leg = legOf(bind(aPayroll()), paid({ ok: false, why: panic }));
    expect([leg.outcome, leg.about.reason, leg.about.received]).toEqual([
      'failed_retryable',
      '18',
      undefined,
    ]);
    const { mayRetry: _, ...forGood } = payrollEvents.paid.failedIf;
    const final = bind(aPayroll({ paid: { ...payrollEvents.paid, failedIf: forGood } }));
    expect(legOf(final, paid({ ok: false })).outcome).toBe('failed');
  });

  test('promises what its condition says', () => {
    expect(aboutOf(aPayroll(), sent({ withNote: false })).promises).toBeUndefined();
    const always = aPayroll({ sent: { ...payrollEvents.sent, promises: { noted: true } } });
    expect(aboutOf(always, sent({ withNote: false })).promises).toEqual(['noted']);
  });

  test('of another contract is no event of it', () => {
    const stranger = sent({}, { emitter: till, chain: 'eip155:1' });
    expect(bind(aPayroll()).capture(stranger)).toMatchObject({ type: 'unreadable' });
  });

  test('whose condition does not hold is kept, and no leg', () => {
    const closed = (how: number) => aLog(signatures.closed, { id: bytes32(1), how });
    const protocol = bind(aPayroll());
    expect([1, 2, 3].map((how) => protocol.capture(closed(how)))).toMatchObject([
      { type: 'leg', captured: { step: 'cancelled' } },
      { type: 'leg', captured: { step: 'refunded' } },
      { type: 'aside', event: 'Closed' },
    ]);
  });

  test('may be that of an older contract, and is the same step', () => {
    const old = 'event Sent(bytes32 indexed id, address to)';
    const declaration = aPayroll(
      { sentBefore: { sameAs: 'sent', on: 'oldDesk', event: old, link: ['id'], recipient: 'to' } },
      { chains: { 'eip155:1': { desk, oldDesk: address(0xd) }, 'eip155:8453': { till } } },
    );
    const log = aLog(old, { id: bytes32(1), to: address(0xb) }, { emitter: address(0xd) });
    const leg = legOf(bind(declaration), log);
    expect([leg.step, leg.role, leg.about.recipient]).toEqual(['sent', 'origin', address(0xb)]);
    expect(said(declaration, log, paid())).toEqual([
      'payout, complete, settlement_pending, value: recipient, pending',
    ]);
  });
});

describe('a link', () => {
  /** A bridge whose contracts count their messages, each for itself, and that calls its chains by numbers of its own. */
  const counted: OwnDeclaration = {
    chains: { 'eip155:1': { hub: desk }, 'eip155:10': { hub: desk }, 'eip155:8453': { hub: desk } },
    names: { 'eip155:1': '101', 'eip155:10': '102', 'eip155:8453': '103', 'eip155:56': '104' },
    network: 'staging',
    events: {
      left: {
        role: 'origin',
        on: 'hub',
        event: 'event Left(uint64 nonce, uint16 to)',
        link: [{ chain: 'origin' }, { chain: 'destination' }, 'nonce'],
        destination: 'to',
      },
      came: {
        role: 'destination',
        on: 'hub',
        event: 'event Came(uint16 from, uint256 number)',
        link: [{ chain: 'origin' }, { chain: 'destination' }, 'number'],
        origin: 'from',
      },
    },
  };
  const left = (chain: ChainId, to: number) =>
    aLog('event Left(uint64 nonce, uint16 to)', { nonce: '7', to }, { chain });
  const came = (chain: ChainId, from: number) =>
    aLog('event Came(uint16 from, uint256 number)', { from, number: '7' }, { chain, time: 20 });

  test('by numbers that are counted on each chain joins what left a chain with what came from there', () => {
    expect(linksOf(legOf(bind(counted), left('eip155:1', 103)))).toEqual([
      ['payroll:staging:eip155:1:eip155:8453:7', 'exact', 'nonce'],
    ]);
    expect(
      said(counted, left('eip155:1', 103), left('eip155:10', 103), came('eip155:8453', 101)),
    ).toEqual([
      'message, complete, delivered',
      'message, confirmed, awaiting_relay, awaits came, next: protocol',
    ]);
  });

  test('with a chain that has no name here makes no leg', () => {
    expect(bind(counted).capture(left('eip155:1', 999))).toEqual({
      type: 'unreadable',
      event: 'Left',
      reason: 'a link with the unknown chain 999',
    });
  });

  test('leads to a chain that is named and not read', () => {
    expect(said(counted, left('eip155:1', 104))).toEqual([
      'message, confirmed, destination_not_covered, awaits came, next: operator',
    ]);
  });

  test('by a text is the same whether the text is indexed, and cannot be written like another one', () => {
    const events = (from: string, to: string) =>
      ({
        left: { role: 'origin', on: 'hub', event: from, link: ['a', 'b', { is: 'v1' }] },
        came: { role: 'destination', on: 'hub', event: to, link: ['a', 'b', { is: 'v1' }] },
      }) as const;
    const [plain, indexed] = [
      'event Left(string a, bytes b)',
      'event Came(string indexed a, bytes indexed b)',
    ];
    const declaration: OwnDeclaration = { chains: counted.chains, events: events(plain, indexed) };
    const args = { a: 'x:y', b: '0x01' };
    const key = ['payroll', keccak256(stringToHex('x:y')), keccak256('0x01'), 'v1'].join(':');
    const logs = [aLog(plain, args), aLog(indexed, args, { chain: 'eip155:10' })];
    for (const log of logs)
      expect(linksOf(legOf(bind(declaration), log))).toEqual([[key, 'exact', 'a, b']]);
  });

  test('by a text that is none makes no leg: many broken ones decode to the same', () => {
    const event = 'event Left(string a)';
    const declaration: OwnDeclaration = {
      chains: counted.chains,
      events: {
        left: { role: 'origin', on: 'hub', event, link: ['a'] },
        came: {
          role: 'destination',
          on: 'hub',
          event: 'event Came(string indexed a)',
          link: ['a'],
        },
      },
    };
    const whole = aLog(event, { a: 'abcd' });
    const broken = { ...whole, data: whole.data.replace('61626364', '6162ff64') as Hex };
    expect(bind(declaration).capture(broken)).toEqual({
      type: 'unreadable',
      event: 'Left',
      reason: 'a link by broken text',
    });
  });

  test('may be inside of a struct', () => {
    const event = 'event Left((bytes32 id, (address who, uint256 much) whom) order)';
    const declaration: OwnDeclaration = {
      chains: { 'eip155:1': { desk }, 'eip155:8453': { till } },
      events: {
        left: {
          role: 'origin',
          on: 'desk',
          event,
          link: ['order.id'],
          recipient: 'order.whom.who',
          amount: 'order.whom.much',
        },
        came: { role: 'destination', on: 'till', event: signatures.noted, link: ['id'] },
      },
    };
    const order = { id: bytes32(1), whom: { who: address(0xb), much: '5' } };
    const leg = legOf(bind(declaration), aLog(event, { order }));
    expect([leg.links[0]?.key, leg.about.recipient, leg.about.sent]).toEqual([
      `payroll:${bytes32(1)}`,
      address(0xb),
      { amount: '5' },
    ]);
  });
});

describe('the other end of an operation', () => {
  const event = 'event Sent(bytes32 indexed id, bytes32 to, string chain)';
  const asked = (destination: unknown, chains?: OwnDeclaration['chains']) =>
    aPayroll(
      {
        sent: { role: 'origin', on: 'desk', event, link: ['id'], destination, recipient: 'to' },
        refunded: undefined,
      },
      { chains: chains ?? { 'eip155:1': { desk, till }, 'eip155:8453': { desk, till } } },
    );
  const log = (chain: string) => aLog(event, { id: bytes32(1), to: bytes32(0xb), chain });

  test.each<[string, OwnDeclaration, string, object | undefined]>([
    ['is told by number', asked('chain'), '10', { chain: 'eip155:10', name: '10' }],
    ['is told by a name that is none', asked('chain'), 'base', { chain: null, name: 'base' }],
    ['is always the same', asked({ chain: 'eip155:5' }), '', { chain: 'eip155:5', name: '5' }],
    [
      'is the other one of two',
      asked({ chain: 'other' }),
      '',
      { chain: 'eip155:8453', name: '8453' },
    ],
    ['is open where two have the contract', asked(undefined), '', undefined],
    [
      'is where alone the contract is',
      asked(undefined, { 'eip155:1': { desk }, 'eip155:10': { till } }),
      '',
      { chain: 'eip155:10', name: '10' },
    ],
  ])('%s', (_, declaration, chain, destination) => {
    expect(aboutOf(declaration, log(chain)).destination).toEqual(destination);
  });

  test('writes addresses of 32 bytes in its own way', () => {
    expect(aboutOf(asked({ chain: 'other' }), log('')).recipient).toBe(address(0xb));
  });
});

test('whoever paid is owed for it until a settlement', () => {
  const settled = aLog(signatures.settled, { id: bytes32(1), worker: address(0xc) }, { time: 30 });
  const quiet = sent({ withNote: false });
  expect([...said(aPayroll(), quiet, paid()), ...said(aPayroll(), quiet, paid(), settled)]).toEqual(
    [
      'payout, complete, settlement_pending, value: recipient, pending',
      'payout, complete, settled, value: recipient, settled',
    ],
  );
});

test('a deadline may be counted from the origin', () => {
  const { deadline: _, ...timeless } = payrollEvents.sent;
  const declaration = aPayroll({
    sent: timeless,
    paid: { ...payrollEvents.paid, within: '1m', late: 'failed' },
    refunded: undefined,
  });
  expect(said(declaration, sent({ withNote: false }, { time: 10 }))).toEqual([
    'payout, failed, failed, value: origin_contract',
  ]);
  expect(said(declaration, sent({ withNote: false }, { time: 50 }))).toEqual([
    'payout, confirmed, awaiting_relay, awaits paid, value: origin_contract, next: protocol',
  ]);
});

test('a destination that proves its origin completes what began before anything was read', () => {
  const proven = aPayroll({ paid: { ...payrollEvents.paid, provesOrigin: true } });
  expect(bind(proven).rules).toMatchObject({
    destinationProvesOrigin: true,
    transitSecondsMax: 2_592_000,
  });
  expect(bind(aPayroll()).rules.destinationProvesOrigin).toBe(false);
});

test('what is awaited is said in the operator’s words, and else in general ones', () => {
  const waiting = { what: 'the bank to pay', who: 'the bank', action: 'Call them.' };
  const steps = bind(aPayroll({ paid: { ...payrollEvents.paid, waiting } })).rules.steps;
  expect(steps.find(({ name }) => name === 'paid')).toMatchObject({
    waiting: { ...waiting, stage: 'awaiting_relay', mover: 'protocol' },
    usual: { seconds: 120, lateAfter: 3_600 },
  });
  expect(steps.find(({ name }) => name === 'noted')?.waiting).toEqual({
    stage: 'awaiting_action',
    what: 'the event Noted at the destination',
    mover: 'protocol',
    who: 'whoever runs payroll',
    action: 'Wait; if it takes much longer than usual, ask them.',
  });
});

test('its chains begin on the day that is declared, whatever network it is of, and else nobody knows when', () => {
  const dated = bind(aPayroll({}, { since: '2024-05-31', network: 'staging' }));
  expect(dated.beginsOn?.('eip155:8453')).toEqual({ day: '2024-05-31' });
  expect(bind(aPayroll()).beginsOn?.('eip155:8453')).toBe(null);
});

describe('versions', () => {
  const versionsOf = (declaration: OwnDeclaration) => {
    const { version, rules } = payroll(declaration);
    return { asked: version, rules: rules.version };
  };
  const base = versionsOf(aPayroll());

  test('are the same for the same declaration, in whatever order its fields stand', () => {
    const { kind, chains, events } = aPayroll();
    const address = desk.toUpperCase().replace('0X', '0x') as Hex;
    const same = { events, kind: kind ?? '', chains: { ...chains, 'eip155:1': { desk: address } } };
    expect(versionsOf(same)).toEqual(base);
    for (const version of Object.values(base)) expect(version).toSatisfy(isSmall);
  });

  test('are the same whatever is said of when it began', () => {
    expect(versionsOf(aPayroll({}, { since: '2024-05-31' }))).toEqual(base);
  });

  /** What the database's columns for versions hold. */
  const isSmall = (version: number) =>
    Number.isInteger(version) && version > 0 && version < 2 ** 15;

  test.each<[string, OwnDeclaration, { isAskedAnew: boolean }]>([
    [
      'another event',
      aPayroll({ noted: { ...payrollEvents.noted, event: 'event Note(bytes32 id)' } }),
      { isAskedAnew: true },
    ],
    [
      'another link',
      aPayroll({ noted: { ...payrollEvents.noted, link: [{ is: 'a' }, 'id'] } }),
      { isAskedAnew: false },
    ],
    [
      'another field',
      aPayroll({ sent: { ...payrollEvents.sent, recipient: 'from' } }),
      { isAskedAnew: false },
    ],
    [
      'another text',
      aPayroll({ noted: { ...payrollEvents.noted, waiting: { who: 'Bob' } } }),
      { isAskedAnew: false },
    ],
    [
      'another contract',
      aPayroll({}, { chains: { 'eip155:1': { desk: till }, 'eip155:8453': { till } } }),
      { isAskedAnew: false },
    ],
    [
      'another condition',
      aPayroll({ refunded: { ...payrollEvents.refunded, when: { field: 'how', is: 4n } } }),
      { isAskedAnew: false },
    ],
  ])('%s makes other rules', (_, declaration, { isAskedAnew }) => {
    const { asked, rules } = versionsOf(declaration);
    expect({ isAskedAnew: asked !== base.asked, isOther: rules !== base.rules }).toEqual({
      isAskedAnew,
      isOther: true,
    });
  });
});

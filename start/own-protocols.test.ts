import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { MidflightError } from '../core/errors.ts';
import { createDatabase } from '../test/database.ts';
import { aPayroll, desk, payrollEvents, signatures, till } from '../test/payroll.ts';
import { loadConfig } from './load-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'midflight-own-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const root = join(import.meta.dirname, '..');
let files = 0;

/** A configuration with these protocols, as a file. */
function fileOf(protocols: object): string {
  const path = join(folder, `${(files += 1)}.config.ts`);
  writeFileSync(path, `export default ${JSON.stringify({ protocols })};`);
  return path;
}

async function refusalOf(protocols: object): Promise<{ said: string; recovery: string }> {
  const file = fileOf(protocols);
  const error = await loadConfig({ MIDFLIGHT_CONFIG: file }).then(
    () => expect.unreachable('it should have been refused'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MidflightError);
  const { message, recovery } = error as MidflightError;
  return { said: message.replace(` in ${file}`, ''), recovery };
}

/** What is refused, and why: where in the declaration, and in which words. */
type Row = [what: string, declaration: object, said: string];

const { sent, paid, noted, refunded, cancelled } = payrollEvents;
const { deadline: _, ...sentWithoutDeadline } = sent;
const { destination: _destination, ...sentNowhere } = sent;
const { when: _when, ...alwaysRefunded } = refunded;
const events = (changed: Record<string, object | undefined>) => aPayroll(changed);
const without = (...names: string[]) =>
  events(Object.fromEntries(names.map((name) => [name, undefined])));
const closedBy = (is: string) => ({
  ...refunded,
  event: 'event Closed(bytes32 indexed id, bytes1 how)',
  when: { field: 'how', is },
});
/** An origin and a destination, and nothing else. */
const plain = (origin: object, destination: object, rest = {}) => ({
  ...aPayroll({}, rest),
  events: { sent: origin, paid: destination },
});
const bare = { on: 'desk', event: signatures.sent, link: ['id'] };

describe('a protocol of the operator’s own', () => {
  test('is bound like one that is built in', async () => {
    const { declared, protocols } = await loadConfig({
      MIDFLIGHT_CONFIG: fileOf({ payroll: aPayroll(), cctp: { deployments: {} } }),
    });
    expect(protocols).toEqual({ cctp: { deployments: {} } });
    expect(declared.map(({ name, deployments }) => [name, deployments])).toEqual([
      [
        'payroll',
        {
          'eip155:1': { network: 'mainnet', chainName: '1', contracts: { desk } },
          'eip155:8453': { network: 'mainnet', chainName: '8453', contracts: { till } },
          'eip155:42161': { network: 'mainnet', chainName: '42161', contracts: { till } },
        },
      ],
    ]);
  });

  test.each<Row>([
    // The whole
    [
      'that is not declared',
      {},
      'protocols.payroll must be one of the protocols that README.md lists, or be declared by ownProtocol({ … }).',
    ],
    [
      'with an unknown field',
      { ...aPayroll(), event: {} },
      'protocols.payroll has an unknown field: "event".',
    ],
    [
      'without chains',
      { ...aPayroll(), chains: undefined },
      'protocols.payroll.chains is missing.',
    ],
    [
      'with no chain',
      aPayroll({}, { chains: {} }),
      'protocols.payroll.chains must name a chain with its contracts, such as { sender: "0x…" }.',
    ],
    [
      'on a chain that is not EVM',
      { ...aPayroll(), chains: { 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': { desk } } },
      'protocols.payroll.chains.solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp must be an EVM chain such as eip155:1: an own protocol is read on EVM chains alone.',
    ],
    [
      'with a chain by name',
      { ...aPayroll(), chains: { ethereum: { desk } } },
      'protocols.payroll.chains.ethereum must be an EVM chain such as eip155:1: an own protocol is read on EVM chains alone.',
    ],
    [
      'with a chain that has no contract',
      { ...aPayroll(), chains: { 'eip155:1': { desk, till }, 'eip155:5': {} } },
      'protocols.payroll.chains.eip155:5 must name a contract.',
    ],
    [
      'with a contract that is no address',
      { ...aPayroll(), chains: { 'eip155:1': { desk: '0x12', till } } },
      'protocols.payroll.chains.eip155:1.desk is "0x12" and must be an address: 0x and 40 hex digits.',
    ],
    [
      'with a contract that no event is on',
      aPayroll({}, { chains: { 'eip155:1': { desk, till, vault: till } } }),
      `protocols.payroll.chains.eip155:1.vault is "${till}" and must have an event that is on it, or be left out.`,
    ],
    [
      'with a contract of a protocol that is built in',
      {
        chains: {
          'eip155:1': { desk, till: '0x4f4495243837681061c4743b74b3eedf548d56a5' },
        },
        events: {
          sent: { role: 'origin', ...bare },
          done: {
            role: 'destination',
            on: 'till',
            event: 'event ContractCallExecuted(bytes32 indexed commandId)',
            link: ['commandId'],
          },
        },
      },
      'protocols.payroll.chains.eip155:1.till is "0x4f4495243837681061c4743b74b3eedf548d56a5" and must be a contract whose ContractCallExecuted no other protocol reads, and axelar does.',
    ],
    [
      'with a network with blanks',
      aPayroll({}, { network: 'My net' }),
      'protocols.payroll.network is "My net" and must be at most 32 lower-case letters, digits and dashes.',
    ],
    [
      'that began on no day',
      aPayroll({}, { since: '2024-02-30' }),
      'protocols.payroll.since is "2024-02-30" and must be a day such as 2024-05-31.',
    ],
    [
      'that names not every chain',
      aPayroll({}, { names: { 'eip155:1': '0' } }),
      'protocols.payroll.names must name every chain, and does not name eip155:8453.',
    ],
    [
      'that calls two chains the same',
      aPayroll({}, { names: { 'eip155:1': 'a', 'eip155:8453': 'A', 'eip155:42161': 'b' } }),
      'protocols.payroll.names.eip155:8453 is "A" and must be another name than that of eip155:1.',
    ],
    // Its events
    [
      'without an origin',
      without('sent'),
      'protocols.payroll.events must have an event with the role origin.',
    ],
    [
      'without a destination',
      without('paid'),
      'protocols.payroll.events must have an event with the role destination.',
    ],
    [
      'with two destinations',
      events({
        paidAgain: {
          ...paid,
          event: 'event Again(bytes32 indexed id)',
          recipient: undefined,
          amount: undefined,
          failedIf: undefined,
          reason: undefined,
        },
      }),
      'protocols.payroll.events.paidAgain.role is "destination" and must be that of one event, and paid has it: if both are the same step, say sameAs: \'paid\' here instead.',
    ],
    [
      'with an event that has no role',
      events({ paid: { ...paid, role: undefined } }),
      'protocols.payroll.events.paid.role is missing.',
    ],
    [
      'with an unknown role',
      events({ paid: { ...paid, role: 'delivery' } }),
      'protocols.payroll.events.paid.role is "delivery" and must be one of origin, destination, action, cancel, refund, settlement, or left out for sameAs.',
    ],
    [
      'with an event that is the same as none',
      events({ other: { ...bare, sameAs: 'send' } }),
      'protocols.payroll.events.other.sameAs is "send" and must be an event with a role: sent, paid, noted, settled, cancelled or refunded.',
    ],
    [
      'with an event of an unknown contract',
      events({ sent: { ...sent, on: 'disk' } }),
      'protocols.payroll.events.sent.on is "disk" and must be a contract that chains names: desk or till.',
    ],
    [
      'with an event whose name cannot stand in an id',
      events({ 'sent!': sent }),
      'protocols.payroll.events.sent! must be a name of at most 32 letters, digits and _ that begins with a letter.',
    ],
    [
      'with an event that every object has',
      events({ valueOf: sent }),
      'protocols.payroll.events.valueOf must be another name, which no object has by itself.',
    ],
    [
      'with a signature that cannot be parsed',
      events({ sent: { ...sent, event: 'Sent(bytes32 id)' } }),
      'protocols.payroll.events.sent.event is "Sent(bytes32 id)" and must be the signature of an event, such as "event Sent(bytes32 indexed id, uint256 amount)": Unknown signature.',
    ],
    [
      'with a type that is none',
      events({ sent: { ...sent, event: 'event Sent(bytes32 id, IERC20 token)' } }),
      'protocols.payroll.events.sent.event is "event Sent(bytes32 id, IERC20 token)" and must be the signature of an event, such as "event Sent(bytes32 indexed id, uint256 amount)": Unknown type. Type "IERC20" is not a valid ABI type.',
    ],
    [
      'with two parameters of one name',
      events({ sent: { ...sent, event: 'event Sent(bytes32 indexed id, uint256 id)' } }),
      'protocols.payroll.events.sent.event is "event Sent(bytes32 indexed id, uint256 id)" and must name each parameter differently, and calls two id.',
    ],
    [
      'with the signature of a function',
      events({ sent: { ...sent, event: 'function sent(bytes32 id)' } }),
      'protocols.payroll.events.sent.event is "function sent(bytes32 id)" and must be the signature of an event, such as "event Sent(bytes32 indexed id, uint256 amount)".',
    ],
    [
      'with a parameter that has no name',
      events({ sent: { ...sent, event: 'event Sent(bytes32 indexed id, uint256)' } }),
      'protocols.payroll.events.sent.event is "event Sent(bytes32 indexed id, uint256)" and must name each parameter, and does not name number 2: any name will do.',
    ],
    [
      'with four indexed parameters',
      events({
        noted: {
          ...noted,
          event:
            'event Noted(bytes32 indexed id, uint8 indexed a, uint8 indexed b, uint8 indexed c)',
        },
      }),
      'protocols.payroll.events.noted.event is "event Noted(bytes32 indexed id, uint8 indexed a, uint8 indexed b, uint8 indexed c)" and must have at most 3 indexed parameters.',
    ],
    [
      'with two events that no field tells apart',
      events({ refunded: alwaysRefunded }),
      `protocols.payroll.events.refunded.event is "${signatures.closed}" and must not be what cancelled reads already: if Closed means two things, give both the same contract and signature, and a when with the same field and another value.`,
    ],
    [
      'with two events of the same value',
      events({ refunded: { ...refunded, when: cancelled.when } }),
      `protocols.payroll.events.refunded.event is "${signatures.closed}" and must not be what cancelled reads already: if Closed means two things, give both the same contract and signature, and a when with the same field and another value.`,
    ],
    [
      'with two events of the same value, in another case',
      events({ refunded0: closedBy('0xAB'), refunded1: closedBy('0xab') }),
      'protocols.payroll.events.refunded1.event is "event Closed(bytes32 indexed id, bytes1 how)" and must not be what refunded0 reads already: if Closed means two things, give both the same contract and signature, and a when with the same field and another value.',
    ],
    [
      'with the same event of one contract under two names',
      {
        ...aPayroll({ again: { ...bare, on: 'other', sameAs: 'sent' } }),
        chains: { 'eip155:1': { desk, till, other: desk } },
      },
      `protocols.payroll.events.again.event is "${signatures.sent}" and must not be what sent reads already: if Sent means two things, give both the same contract and signature, and a when with the same field and another value.`,
    ],
    // Its fields
    [
      'with an unknown field in a link',
      events({ sent: { ...sent, link: ['ID'] } }),
      'protocols.payroll.events.sent.link.0 is "ID" and must be a field of Sent: id, from, to, toChain, amount, expiry or withNote.',
    ],
    [
      'with a sender that is no address',
      events({ sent: { ...sent, sender: 'amount' } }),
      'protocols.payroll.events.sent.sender is "amount" and must be a field of Sent that is an address or bytes32: id, from or to.',
    ],
    [
      'with an amount that is unknown',
      events({ sent: { ...sent, amount: 'value' } }),
      'protocols.payroll.events.sent.amount is "value" and must be a field of Sent that is a uint: toChain, amount or expiry.',
    ],
    [
      'with a reason where nothing fits',
      events({
        noted: {
          ...noted,
          event: 'event Noted(bytes32 indexed id)',
          failedIf: { field: 'id', is: 3 },
        },
      }),
      'protocols.payroll.events.noted.failedIf.field is "id" and must be a field of Noted that can be 3, and it has none.',
    ],
    [
      'with a failure by a value that its field cannot have',
      events({ paid: { ...paid, failedIf: { field: 'ok', is: 'no' } } }),
      'protocols.payroll.events.paid.failedIf.field is "ok" and must be a field of Paid that can be "no", and it has none.',
    ],
    [
      'with a condition that compares with a list',
      events({ paid: { ...paid, failedIf: { field: 'ok', is: [] } } }),
      'protocols.payroll.events.paid.failedIf.is must be true, false, a number or text.',
    ],
    // Its links
    [
      'without an exact link',
      events({ paid: { ...paid, link: [] } }),
      'protocols.payroll.events.paid.link must name a field: without an exact link no event is known to belong to its operation.',
    ],
    [
      'with a link of constants alone',
      events({ paid: { ...paid, link: [{ is: 'payroll' }] } }),
      'protocols.payroll.events.paid.link must name a field: what all events have in common would make one operation of all.',
    ],
    [
      'with a part of a link that is none',
      events({ paid: { ...paid, link: [7] } }),
      "protocols.payroll.events.paid.link.0 is 7 and must be a field, { is: 'constant' } or { chain: 'origin' | 'destination' }.",
    ],
    [
      'with links of different length',
      events({ paid: { ...paid, link: ['id', 'to'] } }),
      'protocols.payroll.events.paid.link must have as many parts as that of sent, in the same order: 1, not 2.',
    ],
    [
      'with links of different types',
      events({ paid: { ...paid, link: ['amount'] } }),
      'protocols.payroll.events.paid.link.0 is "amount" and must be what part 1 of the link of sent is, bytes32, and not a whole number.',
    ],
    [
      'with a link by a chain that the event does not tell',
      plain(
        {
          ...sentNowhere,
          deadline: undefined,
          promises: undefined,
          link: ['id', { chain: 'destination' }],
        },
        { ...paid, link: ['id', { chain: 'destination' }] },
        { chains: { 'eip155:1': { desk }, 'eip155:8453': { desk, till }, 'eip155:10': { till } } },
      ),
      "protocols.payroll.events.sent.link must not have the chain of the destination, which sent does not tell: say destination, a field or { chain: 'eip155:1' }.",
    ],
    // Its deadline
    [
      'with a wrong length of time',
      plain(sentWithoutDeadline, { ...paid, within: '2 hours' }),
      'protocols.payroll.events.paid.within is "2 hours" and must be a length of time such as 30s, 15m, 2h or 7d.',
    ],
    [
      'with two deadlines',
      events({ paid: { ...paid, within: '2h' } }),
      'protocols.payroll.events.paid.within is "2h" and must be left out: sent tells the deadline by its field expiry.',
    ],
    [
      'with a deadline, and not a word of what comes then',
      without('refunded'),
      "protocols.payroll.events.sent.deadline is \"expiry\" and must come with what is so after it: no event is a refund, so say late: 'failed' or late: 'cancelled' in paid.",
    ],
    [
      'that is refunding, where no event is a refund',
      events({ refunded: undefined, paid: { ...paid, late: 'refunding' } }),
      'protocols.payroll.events.paid.late is "refunding" and must be failed or cancelled: no event is a refund.',
    ],
    [
      'that is late, and has no deadline',
      events({ sent: sentWithoutDeadline, paid: { ...paid, late: 'expired' } }),
      'protocols.payroll.events.paid.late is "expired" and must be left out: there is no deadline, neither by within here nor by a field of the origin.',
    ],
    [
      'with a deadline by a clock that nobody knows',
      events({ sent: sentNowhere }),
      'protocols.payroll.events.sent.deadline is "expiry" and must be judged by the clock of the destination, and sent does not tell which chain that is: say destination there, a field or { chain: \'eip155:1\' }.',
    ],
    [
      'with a figure that is late before it usually comes',
      events({ paid: { ...paid, usual: { takes: '2h', lateAfter: '1h' } } }),
      'protocols.payroll.events.paid.usual.lateAfter is "1h" and must be 2h or longer, which it usually takes.',
    ],
    // What stands in the wrong place
    [
      'with a deadline at the destination',
      events({ paid: { ...paid, deadline: 'amount' } }),
      'protocols.payroll.events.paid has an unknown field: "deadline".',
    ],
    [
      'with a deadline in what is the same as the destination',
      events({
        old: {
          sameAs: 'paid',
          on: 'till',
          event: 'event Old(bytes32 indexed id, uint256 by)',
          link: ['id'],
          deadline: 'by',
        },
      }),
      'protocols.payroll.events.old.deadline is "by" and must be left out: only an event with the role origin tells it.',
    ],
    [
      'with a destination told where it is',
      events({
        noted: {
          ...noted,
          event: 'event Noted(bytes32 indexed id, uint64 chain)',
          destination: 'chain',
        },
      }),
      'protocols.payroll.events.noted.destination is "chain" and must be left out: the destination is the chain that this event is on.',
    ],
    [
      'that promises what is no action',
      events({ sent: { ...sent, promises: { refunded: true } } }),
      'protocols.payroll.events.sent.promises must name events with the role action (noted), and names refunded.',
    ],
    [
      'whose destination is the other one of three',
      events({ sent: { ...sent, destination: { chain: 'other' } } }),
      'protocols.payroll.events.sent.destination.chain is "other" and must be the id of a chain: of 3 chains, none is the other one.',
    ],
  ])('%s is refused', async (_, declaration, said) => {
    expect(await refusalOf({ payroll: declaration })).toEqual({
      said,
      recovery: 'Correct it; docs/own-protocol.md shows every field.',
    });
  });

  test('with a name that is taken or cannot stand in an id is refused', async () => {
    expect(await refusalOf({ cctp: aPayroll() })).toEqual({
      said: 'protocols.cctp must have another name: cctp is built in.',
      recovery: 'Correct it; README.md, "Configure", shows every field.',
    });
    expect((await refusalOf({ 'Pay:roll': aPayroll() })).said).toBe(
      'protocols.Pay:roll must have a name of at most 32 lower-case letters, digits, dashes and _ that begins with a letter.',
    );
  });

  test('that reads what another one of them reads is refused', async () => {
    expect((await refusalOf({ payroll: aPayroll(), wages: aPayroll() })).said).toBe(
      `protocols.wages.chains.eip155:1.desk is "${desk}" and must be a contract whose Sent no other protocol reads, and payroll does.`,
    );
  });
});

test('the recipe in docs/own-protocol.md is taken as it stands', async () => {
  const config = join(root, 'start/config.ts');
  const recipe = /```ts\n([\s\S]*?)```/.exec(
    readFileSync(join(root, 'docs/own-protocol.md'), 'utf8'),
  );
  const text = (recipe?.[1] ?? '').replace('./start/config.ts', config);
  const file = join(folder, 'recipe.config.ts');
  writeFileSync(file, text);
  const { declared } = await loadConfig({ MIDFLIGHT_CONFIG: file });
  expect(declared.map(({ name, rules }) => [name, rules.steps.map((step) => step.name)])).toEqual([
    ['payroll', ['sent', 'received', 'refunded']],
  ]);
});

describe('whoever looks after a database', () => {
  /** A command as an operator runs it, on a database of its own, with a declared protocol. */
  async function run(file: string, ...args: string[]) {
    const { url } = await createDatabase();
    const MIDFLIGHT_CONFIG = fileOf({ payroll: aPayroll() });
    const { PATH, HOME } = process.env;
    return new Promise<{ out: string; err: string }>((done) => {
      execFile(
        process.execPath,
        ['--import', 'tsx', `start/${file}.ts`, ...args],
        { cwd: root, env: { PATH, HOME, DATABASE_URL: url, MIDFLIGHT_CONFIG } },
        (_, out, err) => done({ out, err }),
      );
    });
  }

  test('rebuilds a declared protocol by its name', async () => {
    const { out, err } = await run('rebuild', '--protocol', 'payroll');
    expect(err).toBe('');
    expect(out).toMatch(/\nEverything of payroll is as it should be\.\n$/);
    expect((await run('rebuild', '--protocol', 'nope')).err).toMatch(
      /^There is no protocol nope\. Use one of: .*, payroll\.\n$/,
    );
  });

  test('examines its operations', async () => {
    const { out, err } = await run('doctor', '--all');
    expect(err).toBe('');
    expect(out).toContain('ok       operations are folded by the rules of this version\n');
  });
});

import { encodeAbiParameters, encodeEventTopics, parseAbiItem, type AbiEvent } from 'viem';
import type { ChainId } from '../core/chain.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';
import type { Protocol } from '../protocols/bind.ts';

// What was recorded without the log that it stood in: the log is made of it again, and the contract and chain that are missing
// are the first of those that are read with which somebody can read it.

/** What such a record may hold. */
interface Derived {
  kind?: string;
  chain?: string;
  data?: unknown;
}

/** The logs of a record that has no receipt: single messages, fields of events, logs whose contract nobody has noted. */
export function derivedLogs(
  { kind, chain = '', data }: Derived,
  protocols: readonly Protocol[],
): RawLog[] {
  if (kind === 'cctp-message') return readable([messageSent(data as Message)], protocols);
  if (kind === 'op-deposit-derivation') {
    return readable([transactionDeposited(data as Deposit)], protocols, chain.split('->')[1]);
  }
  if (kind !== 'evm-logs' || !Array.isArray(data)) return [];
  const lost = (data as LostLog[]).filter((log) => log.topics && log.address === undefined);
  return lost.flatMap(({ topics = [], data: bytes = '0x', transactionHash = '0x', ...at }) =>
    readable([{ topics, data: bytes, transaction: transactionHash, ...at }], protocols),
  );
}

interface Bare {
  topics: Hex[];
  data: Hex;
  address?: Hex;
  transaction?: string;
  blockHash?: string;
  logIndex?: Hex | number;
}
interface LostLog extends Partial<Bare> {
  transactionHash?: string;
}
interface Message {
  message: Hex;
}
interface Deposit {
  address?: Hex;
  blockHash: Hex;
  logIndex: number;
  from: Hex;
  to: Hex;
  version: string;
  opaqueData: Hex;
  l1TxHash?: Hex;
}

const messageEvent = parseAbiItem('event MessageSent(bytes message)');
const depositEvent = parseAbiItem(
  'event TransactionDeposited(address indexed from, address indexed to, uint256 indexed version, bytes opaqueData)',
);

const messageSent = ({ message }: Message): Bare => bare(messageEvent, { message });

function transactionDeposited({ from, to, version, opaqueData, ...at }: Deposit): Bare {
  const log = bare(depositEvent, { from, to, version: BigInt(version), opaqueData });
  const transaction = at.l1TxHash;
  return { ...log, ...at, ...(transaction && { transaction }) };
}

function bare(item: AbiEvent, args: Record<string, unknown>): Bare {
  const inData = item.inputs.filter(({ indexed }) => !indexed);
  return {
    topics: encodeEventTopics({ abi: [item], args } as never) as Hex[],
    data: encodeAbiParameters(
      inData,
      inData.map(({ name }) => args[name ?? '']),
    ),
  };
}

/** Each log on the first chain, and of the first contract, that makes a leg of it. */
function readable(logs: readonly Bare[], protocols: readonly Protocol[], child?: string): RawLog[] {
  return logs.flatMap((log) => {
    const { address } = log;
    const places = protocols.flatMap(({ contracts, topicsOn, ...protocol }) =>
      [...contracts].flatMap(([chain, emitters]) =>
        topicsOn(chain).includes(log.topics[0] ?? '0x')
          ? emitters
              .filter((emitter) => address === undefined || emitter === address.toLowerCase())
              .map((emitter) => ({ protocol, log: rawLog(log, chain, emitter) }))
          : [],
      ),
    );
    const found = places.find(({ protocol, log: raw }) => {
      const result = protocol.capture(raw);
      if (result.type !== 'leg') return false;
      const target = result.captured.about.destination?.chain;
      return child === undefined || target === childChains[child];
    });
    return found ? [found.log] : [];
  });
}

const childChains: Readonly<Record<string, ChainId>> = {
  base: 'eip155:8453',
  optimism: 'eip155:10',
};

function rawLog(
  { topics, data, transaction = '0x', blockHash = '0x', logIndex = 0 }: Bare,
  chain: ChainId,
  emitter: string,
): RawLog {
  return {
    emitter,
    topics,
    data,
    ordinal: 0,
    receiptIndex: null,
    at: {
      chain,
      blockNumber: 1n,
      blockHash,
      blockTime: 1,
      transaction: transaction.toLowerCase(),
      index: Number(logIndex),
    },
  };
}

import type { About, Link } from '../../core/leg.ts';
import { lowerHex } from '../../core/lower-hex.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { commandIdsOf } from './command-ids.ts';
import type { AxelarDeployment } from './deployments.ts';
import { tellItsCall } from './capture-its.ts';
import {
  callLink,
  commandLink,
  expressLink,
  hubLink,
  laterGasLink,
  messageLink,
  ownLink,
  paidLink,
  receiptLink,
  type Call,
} from './links.ts';

type Input<Args> = CaptureInput<Args, AxelarDeployment>;

/** `ContractCall` and `ContractCallWithToken`. */
interface CallArgs {
  sender: Hex;
  destinationChain: string;
  destinationContractAddress: string;
  payloadHash: Hex;
  payload: Hex;
  symbol?: string;
  amount?: bigint;
}

/** Reads a call at its origin; a node that cannot tell the receipt index leaves it to be known by its content. */
export function captureCall(input: Input<CallArgs>): Captured {
  const { args, at, ordinal, receiptIndex, here, chainNamed } = input;
  const { chain, transaction } = at;
  const { sender, destinationChain, payloadHash, symbol, amount } = args;
  const recipient = lowerHex(args.destinationContractAddress);
  const call = { transaction, sender, recipient, payloadHash };
  const its = tellItsCall(input);
  return {
    step: 'call',
    links: [
      ...(receiptIndex === null
        ? [exactOwn(transaction, ordinal), callLink(call)]
        : [
            messageLink(transaction, receiptIndex),
            laterGasLink('added', { chain, transaction, receiptIndex }, 'cause'),
            laterGasLink('refunded', { chain, transaction, receiptIndex }, 'cause'),
            ...expressLinks(input, receiptIndex),
          ]),
      paidLink(chain, transaction, { ...args, recipient }, 'cause'),
      ...its.links,
    ],
    about: {
      kind: symbol === undefined ? 'message' : 'message_with_token',
      origin: here,
      destination: chainNamed(destinationChain),
      sender,
      recipient,
      ...(symbol !== undefined &&
        amount !== undefined && { sent: { token: symbol, amount: amount.toString() } }),
      ...its.about,
      details: { payloadHash, ...its.about.details },
    },
  };
}

const exactOwn = (transaction: string, ordinal: number): Link => ({
  key: `axelar:call:${transaction}:${ordinal}`,
  kind: 'exact',
  rule: 'own transaction',
});

/** Where the called contract is one whose word on express executions counts: what such an execution would name. */
function expressLinks(
  { args, at, here, chainNamed, deploymentOn }: Input<CallArgs>,
  receiptIndex: number,
): Link[] {
  const { chain } = chainNamed(args.destinationChain);
  const contract = lowerHex(args.destinationContractAddress);
  const isKnown = deploymentOn(chain)?.express?.some((known) => known === contract);
  if (chain === null || !isKnown) return [];
  const { sender: sourceAddress, payloadHash, symbol, amount } = args;
  const id = { transaction: at.transaction, receiptIndex, sourceChain: here.name };
  return commandIdsOf(id, chain).map((commandId) =>
    expressLink(chain, {
      commandId,
      sourceChain: here.name,
      sourceAddress,
      contract,
      payloadHash,
      ...(symbol !== undefined && { symbol }),
      ...(amount !== undefined && { amount }),
    }),
  );
}

interface ApprovalArgs {
  commandId: Hex;
  sourceChain: string;
  sourceAddress: string;
  contractAddress: Hex;
  payloadHash: Hex;
  symbol?: string;
  amount?: bigint;
}

function captureApproval(input: Input<ApprovalArgs>, links: Link[]): Captured {
  const { args, at, deployment, here, chainNamed } = input;
  const { commandId, sourceChain, sourceAddress, contractAddress, payloadHash } = args;
  const { symbol, amount } = args;
  const { network, its, itsHub } = deployment;
  const isOfHub = contractAddress === its && sourceAddress === itsHub;
  return {
    step: 'approval',
    links: [
      ...links,
      commandLink(at.chain, commandId),
      ...(deployment.express?.includes(contractAddress)
        ? [expressLink(at.chain, { ...args, contract: contractAddress })]
        : []),
      ...(isOfHub ? [hubLink(network, here.name, payloadHash)] : []),
    ],
    about: {
      kind: kindOf(symbol, contractAddress === its),
      origin: chainNamed(sourceChain),
      destination: here,
      sender: lowerHex(sourceAddress),
      // Whom the service gives it to, only the service says.
      ...(contractAddress !== its && { recipient: contractAddress }),
      ...(symbol !== undefined &&
        amount !== undefined && { received: { token: symbol, amount: amount.toString() } }),
      details: { payloadHash, commandId },
    },
  };
}

const kindOf = (symbol: string | undefined, isForIts: boolean): string =>
  isForIts ? 'interchain_token' : symbol === undefined ? 'message' : 'message_with_token';

type OfConsensus = ApprovalArgs & { sourceTxHash: Hex; sourceEventIndex: bigint };

/** The consensus gateway names the origin by transaction and receipt index. */
export function captureCallApproval(input: Input<OfConsensus>): Captured {
  const { sourceTxHash, sourceEventIndex } = input.args;
  return captureApproval(input, [
    messageLink(sourceTxHash, sourceEventIndex),
    callLink(toCall(sourceTxHash, input.args)),
  ]);
}

/** The Amplifier gateway names the origin by its message id, which on EVM chains holds the transaction. */
export function captureMessageApproval(
  input: Input<ApprovalArgs & { messageId: string }>,
): Captured {
  const { messageId } = input.args;
  const [, transaction] = /^(0x[0-9a-f]{64})-\d+$/i.exec(messageId) ?? [];
  return captureApproval(input, [
    { key: `axelar:${lowerHex(messageId)}`, kind: 'exact', rule: 'message id' },
    ...(transaction === undefined ? [] : [callLink(toCall(transaction, input.args))]),
  ]);
}

function toCall(transaction: string, args: ApprovalArgs): Call {
  const { sourceAddress, contractAddress, payloadHash } = args;
  return { transaction, sender: sourceAddress, recipient: contractAddress, payloadHash };
}

/** Reads an execution by the called contract: the gateway has checked that it is the one. */
export function captureExecution({ args, at, here }: Input<{ commandId: Hex }>): Captured {
  const { commandId } = args;
  return {
    step: 'execution',
    links: [commandLink(at.chain, commandId), receiptLink(at, commandId, 'cause')],
    about: { destination: here, details: { commandId } },
  };
}

/**
 * Reads that the gateway has carried out a command: an approval, or something by itself, such as the minting of what was sent
 * elsewhere. Which message it is of is said by the approval alone.
 */
export function captureCommand({ args, at, here }: Input<{ commandId: Hex }>): Captured {
  const { commandId } = args;
  return {
    step: 'command',
    links: [commandLink(at.chain, commandId)],
    about: { kind: 'command', destination: here, details: { commandId } },
  };
}

/** `TokenSent`. */
interface TokenArgs {
  sender: Hex;
  destinationChain: string;
  destinationAddress: string;
  symbol: string;
  amount: bigint;
}

/** Reads that tokens were sent to an address elsewhere. */
export function captureTokenSent(input: Input<TokenArgs>): Captured {
  const { args, at, ordinal, receiptIndex, here, chainNamed } = input;
  const { sender, destinationChain, destinationAddress, symbol, amount } = args;
  const { chain, transaction } = at;
  const about: About = {
    kind: 'token_transfer',
    origin: here,
    destination: chainNamed(destinationChain),
    // The id of the command that mints is a number that Axelar's own chain gives (`CommandIDFromTransferID` in axelar-core).
    isEndUnseen: true,
    sender,
    recipient: lowerHex(destinationAddress),
    sent: { token: symbol, amount: amount.toString() },
  };
  const link =
    receiptIndex === null
      ? ownLink('TokenSent', { chain, transaction, ordinal })
      : messageLink(transaction, receiptIndex);
  return { step: 'token_sent', links: [link], about };
}

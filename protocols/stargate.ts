import { parseAbiItem } from 'viem';
import { defineProtocol, eventsOf } from './define.ts';
import { captureDrop, captureReceived, captureUnreceived } from './stargate/capture-destination.ts';
import { captureDriven, captureRode, captureSent } from './stargate/capture-origin.ts';
import {
  stargateDeployments,
  stargateDeploymentSchema,
  stargateStartBlocks,
  type StargateDeployment,
} from './stargate/deployments.ts';
import { stargateRules } from './stargate/rules.ts';

const onEvent = eventsOf<StargateDeployment>();

/**
 * Stargate version 2 on EVM chains: transfers by taxi, each in a packet of LayerZero's of its own, and by bus, many in one
 * packet that somebody drives later. The packets themselves are LayerZero's to read.
 *
 * `CreditsSent` and `CreditsReceived` are not read: by them Stargate's planner moves the right to use a pool's liquidity from
 * chain to chain, which is no transfer of anybody's.
 *
 * Source: stargate-v2 `StargateBase.sol`, `TokenMessaging.sol`, `Bus.sol`.
 */
export const stargate = defineProtocol<StargateDeployment>({
  name: 'stargate',
  version: 1,
  deployment: stargateDeploymentSchema,
  deployments: stargateDeployments,
  startBlocks: stargateStartBlocks,
  // Version 2 stands on LayerZero's version 2, and its first contracts, Ethereum's, are of 2024-05-27: its receipts.
  since: { day: '2024-04-27' },
  contracts: ({ tokenMessaging, assets }) => [
    tokenMessaging,
    ...assets.map(({ contract }) => contract),
  ],
  chainName: ({ eid }) => String(eid),
  events: [
    onEvent(
      parseAbiItem(
        'event OFTSent(bytes32 indexed guid, uint32 dstEid, address indexed fromAddress, uint256 amountSentLD, uint256 amountReceivedLD)',
      ),
      (input) => captureSent(input.args, input),
    ),
    onEvent(
      parseAbiItem('event BusRode(uint32 dstEid, uint72 ticketId, uint80 fare, bytes passenger)'),
      (input) => captureRode(input.args, input),
    ),
    onEvent(
      parseAbiItem(
        'event BusDriven(uint32 dstEid, uint72 startTicketId, uint8 numPassengers, bytes32 guid)',
      ),
      (input) => captureDriven(input.args, input),
    ),
    onEvent(
      parseAbiItem(
        'event OFTReceived(bytes32 indexed guid, uint32 srcEid, address indexed toAddress, uint256 amountReceivedLD)',
      ),
      (input) => captureReceived(input.args, input),
    ),
    onEvent(
      parseAbiItem(
        'event UnreceivedTokenCached(bytes32 guid, uint8 index, uint32 srcEid, address receiver, uint256 amountLD, bytes composeMsg)',
      ),
      (input) => captureUnreceived(input.args, input),
    ),
    onEvent(parseAbiItem('event NativeDropApplied(address receiver, uint128 amount)'), (input) =>
      captureDrop(input.args, 'success', input),
    ),
    onEvent(parseAbiItem('event NativeDropFailed(address receiver, uint128 amount)'), (input) =>
      captureDrop(input.args, 'failed', input),
    ),
  ],
  rules: stargateRules,
});

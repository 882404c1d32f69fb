import { parseAbiItem } from 'viem';
import { defineProtocol, eventsOf, type Captured, type CaptureInput } from './define.ts';
import {
  captureComposeAlert,
  captureComposed,
  captureComposeSent,
} from './layerzero/capture-compose.ts';
import {
  captureDelivered,
  captureDiscarded,
  captureNilified,
  captureReceiveAlert,
  captureSent,
  captureVerified,
  discards,
  reasonOf,
} from './layerzero/capture-packet.ts';
import { captureCredit, captureDebit } from './layerzero/capture-token.ts';
import { layerzeroDeploymentSchema, type LayerzeroDeployment } from './layerzero/deployment.ts';
import { layerzeroDeployments, layerzeroForeignChains } from './layerzero/deployments.ts';
import { layerzeroOnSolana } from './layerzero/on-solana.ts';
import { layerzeroRules } from './layerzero/rules.ts';
import { layerzeroStartBlocks } from './layerzero/start-blocks.ts';

const onEvent = eventsOf<LayerzeroDeployment>();
const onToken = { anywhere: ({ allTokens }: LayerzeroDeployment) => allTokens };
type Input = CaptureInput<unknown, LayerzeroDeployment>;

/** What only the endpoint can say: token contracts are read too, and anybody may have made one. */
function fromEndpoint<I extends Input>(capture: (input: I) => Captured) {
  return (input: I): Captured => {
    if (input.emitter !== input.deployment.endpoint) {
      throw new Error('an event of the endpoint that another contract emits');
    }
    return capture(input);
  };
}

/**
 * LayerZero version 2 on EVM chains and Solana: packets, and the transfers of OFTs in them. All of it is read from the endpoint, but
 * for what token contracts on EVM chains tell of amounts and parties: each is believed of its own packets. On Solana, a token's
 * program is another account than the one that its packets are from and to, and its events do not name that one.
 * Source: LayerZero-v2 `EndpointV2.sol`, `MessagingChannel.sol`, `MessagingComposer.sol`; devtools `OFTCore.sol`.
 */
export const layerzero = defineProtocol<LayerzeroDeployment>({
  name: 'layerzero',
  version: 2,
  deployment: layerzeroDeploymentSchema,
  deployments: layerzeroDeployments,
  startBlocks: layerzeroStartBlocks,
  // Version 2 was on test networks alone when it was announced, on 2023-12-14: medium.com/layerzero-official.
  since: { day: '2023-12-14' },
  foreignChains: layerzeroForeignChains,
  contracts: ({ endpoint, tokens }) => [...new Set([endpoint, ...tokens])],
  chainName: ({ eid }) => String(eid),
  events: [
    onEvent(
      parseAbiItem('event PacketSent(bytes encodedPayload, bytes options, address sendLibrary)'),
      fromEndpoint((input) => captureSent(input.args, input)),
    ),
    onEvent(
      parseAbiItem([
        'event PacketVerified(Origin origin, address receiver, bytes32 payloadHash)',
        'struct Origin { uint32 srcEid; bytes32 sender; uint64 nonce; }',
      ]),
      fromEndpoint((input) => captureVerified(input.args, input)),
    ),
    onEvent(
      parseAbiItem([
        'event PacketDelivered(Origin origin, address receiver)',
        'struct Origin { uint32 srcEid; bytes32 sender; uint64 nonce; }',
      ]),
      fromEndpoint((input) => captureDelivered(input.args, input)),
    ),
    onEvent(
      parseAbiItem([
        'event LzReceiveAlert(address indexed receiver, address indexed executor, Origin origin, bytes32 guid, uint256 gas, uint256 value, bytes message, bytes extraData, bytes reason)',
        'struct Origin { uint32 srcEid; bytes32 sender; uint64 nonce; }',
      ]),
      fromEndpoint((input) =>
        captureReceiveAlert({ ...input.args, reason: reasonOf(input.args.reason) }, input),
      ),
    ),
    onEvent(
      parseAbiItem(
        'event InboundNonceSkipped(uint32 srcEid, bytes32 sender, address receiver, uint64 nonce)',
      ),
      fromEndpoint((input) => captureDiscarded(input.args, discards.skipped, input)),
    ),
    onEvent(
      parseAbiItem(
        'event PacketNilified(uint32 srcEid, bytes32 sender, address receiver, uint64 nonce, bytes32 payloadHash)',
      ),
      fromEndpoint((input) => captureNilified(input.args, input)),
    ),
    onEvent(
      parseAbiItem(
        'event PacketBurnt(uint32 srcEid, bytes32 sender, address receiver, uint64 nonce, bytes32 payloadHash)',
      ),
      fromEndpoint((input) => captureDiscarded(input.args, discards.burnt, input)),
    ),
    onEvent(
      parseAbiItem(
        'event ComposeSent(address from, address to, bytes32 guid, uint16 index, bytes message)',
      ),
      fromEndpoint((input) => captureComposeSent(input.args, input)),
    ),
    onEvent(
      parseAbiItem('event ComposeDelivered(address from, address to, bytes32 guid, uint16 index)'),
      fromEndpoint((input) => captureComposed(input.args, input)),
    ),
    onEvent(
      parseAbiItem(
        'event LzComposeAlert(address indexed from, address indexed to, address indexed executor, bytes32 guid, uint16 index, uint256 gas, uint256 value, bytes message, bytes extraData, bytes reason)',
      ),
      fromEndpoint((input) =>
        captureComposeAlert({ ...input.args, reason: reasonOf(input.args.reason) }, input),
      ),
    ),
    onEvent(
      parseAbiItem(
        'event OFTSent(bytes32 indexed guid, uint32 dstEid, address indexed fromAddress, uint256 amountSentLD, uint256 amountReceivedLD)',
      ),
      (input) => captureDebit(input.args, input),
      onToken,
    ),
    onEvent(
      parseAbiItem(
        'event OFTReceived(bytes32 indexed guid, uint32 srcEid, address indexed toAddress, uint256 amountReceivedLD)',
      ),
      (input) => captureCredit(input.args, input),
      onToken,
    ),
    ...layerzeroOnSolana,
  ],
  // `emit_cpi!` everywhere in the endpoint's program.
  emitsBySelfCpi: true,
  rules: layerzeroRules,
});

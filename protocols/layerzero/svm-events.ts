/** How a packet is named where it is to arrive. */
const inbound = { srcEid: 'u32', sender: 'bytes32', receiver: 'pubkey', nonce: 'u64' } as const;
const marked = { ...inbound, payloadHash: 'bytes32' } as const;
const compose = { from: 'pubkey', to: 'pubkey', guid: 'bytes32', index: 'u16' } as const;
const tried = {
  computeUnits: 'u64',
  value: 'u64',
  message: 'bytes',
  extraData: 'bytes',
  reason: 'bytes',
} as const;

/**
 * What the endpoint's program on Solana emits of packets. Source: LayerZero-v2, Solana's `programs/endpoint/src/events.rs`.
 */
export const layerzeroSvmEvents = {
  sent: {
    name: 'PacketSentEvent',
    fields: { encodedPacket: 'bytes', options: 'bytes', sendLibrary: 'pubkey' },
  },
  verified: { name: 'PacketVerifiedEvent', fields: marked },
  delivered: { name: 'PacketDeliveredEvent', fields: inbound },
  skipped: { name: 'InboundNonceSkippedEvent', fields: inbound },
  nilified: { name: 'PacketNilifiedEvent', fields: marked },
  burnt: { name: 'PacketBurntEvent', fields: marked },
  composeSent: { name: 'ComposeSentEvent', fields: { ...compose, message: 'bytes' } },
  composed: { name: 'ComposeDeliveredEvent', fields: compose },
  receiveAlert: {
    name: 'LzReceiveAlertEvent',
    fields: {
      receiver: 'pubkey',
      executor: 'pubkey',
      srcEid: 'u32',
      sender: 'bytes32',
      nonce: 'u64',
      guid: 'bytes32',
      ...tried,
    },
  },
  composeAlert: {
    name: 'LzComposeAlertEvent',
    fields: { executor: 'pubkey', ...compose, ...tried },
  },
} as const;

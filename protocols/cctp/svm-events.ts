/** Circle's events on Solana, as `events.rs` of solana-cctp-contracts declares them. 32 bytes stand for chains' addresses. */
export const cctpSvmEvents = {
  v1: {
    depositForBurn: {
      name: 'DepositForBurn',
      fields: {
        nonce: 'u64',
        burnToken: 'bytes32',
        amount: 'u64',
        depositor: 'bytes32',
        mintRecipient: 'bytes32',
        destinationDomain: 'u32',
        destinationTokenMessenger: 'bytes32',
        destinationCaller: 'bytes32',
      },
    },
    messageReceived: {
      name: 'MessageReceived',
      fields: {
        caller: 'pubkey',
        sourceDomain: 'u32',
        nonce: 'u64',
        sender: 'bytes32',
        messageBody: 'bytes',
      },
    },
    mintAndWithdraw: {
      name: 'MintAndWithdraw',
      fields: { mintRecipient: 'bytes32', amount: 'u64', mintToken: 'bytes32' },
    },
  },
  v2: {
    depositForBurn: {
      name: 'DepositForBurn',
      fields: {
        burnToken: 'bytes32',
        amount: 'u64',
        depositor: 'bytes32',
        mintRecipient: 'bytes32',
        destinationDomain: 'u32',
        destinationTokenMessenger: 'bytes32',
        destinationCaller: 'bytes32',
        maxFee: 'u64',
        minFinalityThreshold: 'u32',
        hookData: 'bytes',
      },
    },
    messageReceived: {
      name: 'MessageReceived',
      fields: {
        caller: 'pubkey',
        sourceDomain: 'u32',
        nonce: 'bytes32',
        sender: 'bytes32',
        finalityThresholdExecuted: 'u32',
        messageBody: 'bytes',
      },
    },
    mintAndWithdraw: {
      name: 'MintAndWithdraw',
      fields: {
        mintRecipient: 'bytes32',
        amount: 'u64',
        mintToken: 'bytes32',
        feeCollected: 'u64',
      },
    },
  },
} as const;

/**
 * What the spoke pool on Solana emits. Numbers of 32 bytes are written from the highest byte on, as on EVM chains, and all
 * others from the lowest. Source: across-protocol/contracts, `programs/svm-spoke/src/event.rs`.
 */
export const acrossSvmEvents = {
  deposited: {
    name: 'FundsDeposited',
    fields: {
      inputToken: 'bytes32',
      outputToken: 'bytes32',
      inputAmount: 'u64',
      outputAmount: 'bytes32',
      destinationChainId: 'u64',
      depositId: 'bytes32',
      quoteTimestamp: 'u32',
      fillDeadline: 'u32',
      exclusivityDeadline: 'u32',
      depositor: 'bytes32',
      recipient: 'bytes32',
      exclusiveRelayer: 'bytes32',
      message: 'bytes',
    },
  },
  filled: {
    name: 'FilledRelay',
    fields: {
      inputToken: 'bytes32',
      outputToken: 'bytes32',
      inputAmount: 'bytes32',
      outputAmount: 'u64',
      repaymentChainId: 'u64',
      originChainId: 'u64',
      depositId: 'bytes32',
      fillDeadline: 'u32',
      exclusivityDeadline: 'u32',
      exclusiveRelayer: 'bytes32',
      relayer: 'bytes32',
      depositor: 'bytes32',
      recipient: 'bytes32',
      messageHash: 'bytes32',
      updatedRecipient: 'bytes32',
      updatedMessageHash: 'bytes32',
      updatedOutputAmount: 'u64',
      fillType: 'u8',
    },
  },
  slowRequested: {
    name: 'RequestedSlowFill',
    fields: {
      inputToken: 'bytes32',
      outputToken: 'bytes32',
      inputAmount: 'bytes32',
      outputAmount: 'u64',
      originChainId: 'u64',
      depositId: 'bytes32',
      fillDeadline: 'u32',
      exclusivityDeadline: 'u32',
      exclusiveRelayer: 'bytes32',
      depositor: 'bytes32',
      recipient: 'bytes32',
      messageHash: 'bytes32',
    },
  },
} as const;

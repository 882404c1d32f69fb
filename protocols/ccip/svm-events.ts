/**
 * What CCIP's programs on Solana emit. Version 2 writes amounts from the highest byte down, as EVM chains do.
 * Source: chainlink-ccip `ccip_router` and `ccip_offramp`, as their IDLs declare it.
 */
export const ccipSvmEvents = {
  sent: {
    name: 'CCIPMessageSent',
    fields: {
      destination: 'u64',
      sequence: 'u64',
      messageId: 'bytes32',
      sourceChainSelector: 'u64',
      destChainSelector: 'u64',
      sequenceNumber: 'u64',
      nonce: 'u64',
      sender: 'pubkey',
      data: 'bytes',
      receiver: 'bytes',
      extraArgs: 'bytes',
      feeToken: 'pubkey',
      tokenAmounts: {
        listOf: {
          sourcePoolAddress: 'pubkey',
          destTokenAddress: 'bytes',
          extraData: 'bytes',
          amount: 'u256',
          destExecData: 'bytes',
        },
      },
      feeTokenAmount: 'u256',
      feeValueJuels: 'u256',
    },
  },
  sentV2: {
    name: 'CCIPMessageSentV2',
    fields: {
      destChainSelector: 'u64',
      sender: 'pubkey',
      messageId: 'bytes32',
      feeToken: 'pubkey',
      tokenAmountBeforeTokenPoolFees: 'bytes32',
      encodedMessage: 'bytes',
      receipts: {
        listOf: {
          issuer: 'pubkey',
          destGasLimit: 'u32',
          destBytesOverhead: 'u32',
          feeTokenAmount: 'u64',
          extraArgs: 'bytes',
        },
      },
      verifierBlobs: { listOf: 'bytes' },
    },
  },
  committed: {
    name: 'CommitReportAccepted',
    fields: {
      root: {
        optional: {
          sourceChainSelector: 'u64',
          onRampAddress: 'bytes',
          minSeqNr: 'u64',
          maxSeqNr: 'u64',
          merkleRoot: 'bytes32',
        },
      },
      tokenPriceUpdates: { listOf: { sourceToken: 'pubkey', usdPerToken: 'bytes28' } },
      gasPriceUpdates: { listOf: { destChainSelector: 'u64', usdPerUnitGas: 'bytes28' } },
    },
  },
  executed: {
    name: 'ExecutionStateChanged',
    fields: {
      sourceChainSelector: 'u64',
      sequenceNumber: 'u64',
      messageId: 'bytes32',
      messageHash: 'bytes32',
      state: 'u8',
    },
  },
  executedV2: {
    name: 'ExecutionStateChangedV2',
    fields: {
      sourceChainSelector: 'u64',
      sequenceNumber: 'u64',
      messageId: 'bytes32',
      state: 'u8',
      returnData: 'bytes',
    },
  },
} as const;

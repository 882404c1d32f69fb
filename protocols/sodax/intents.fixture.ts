import { zeroAddress } from 'viem';
import type { SodaxIntent } from './intent.ts';

/** A real intent: Arbitrum's transaction 0x8b9f0fa5…675b, ETH to POL. */
export const arbitrumToPolygon: SodaxIntent = {
  intentId: 61230497544774697971291360728544462101061514235049718291661154643969539650550n,
  creator: '0xa227b184a182bc87cc8dba6be54c132361fdb568',
  inputToken: '0xdcd9578b51ef55239b6e68629d822a8d97c95b86',
  outputToken: '0x9ee17486571917837210824b0d4cadfe3b324d12',
  inputAmount: 100_000_000_000_000n,
  minOutputAmount: 2_105_821_135_111_652_250n,
  deadline: 1_781_185_289n,
  allowPartialFill: false,
  srcChain: 23n,
  dstChain: 5n,
  srcAddress: '0x0ab764ab3816cd036ea951be973098510d8105a6',
  dstAddress: '0x0ab764ab3816cd036ea951be973098510d8105a6',
  solver: zeroAddress,
  data: '0x',
};

/** A real intent: Sonic's transaction 0x46b05346…47a0, ICX to POL. */
export const iconToPolygon: SodaxIntent = {
  intentId: 6087132095738712308259047525879671834100759922389620368136384322155991813481n,
  creator: '0x152740b9db0c232a2909d4bee5ee83f565785813',
  inputToken: '0xb66cb7d841272af6baa8b8119007edee35d2c24f',
  outputToken: '0x9ee17486571917837210824b0d4cadfe3b324d12',
  inputAmount: 5_000_000_000_000_000_000n,
  minOutputAmount: 1_965_353_839_071_625_320n,
  deadline: 1_756_807_054n,
  allowPartialFill: false,
  srcChain: 1_768_124_270n,
  dstChain: 5n,
  srcAddress: '0x000136a591b8bf330f129fd75686199ee34f09ebbd',
  dstAddress: '0x33bad609fd656df90fb9da00058c59a54a5d7a6f',
  solver: zeroAddress,
  data: '0x',
};

/** A real limit order: Sonic's transaction 0x13a40c52…e0af, USDC on Stellar to USDC on Solana. */
export const stellarToSolana: SodaxIntent = {
  intentId: 36260283099298602689159166687160463982951613941319676669351109935046058858211n,
  creator: '0x9a0d129cccd1aad1d4b59de680d61de4da335c5a',
  inputToken: '0x348007b53f25a9a857ab8ea81ec9e3ccbcf440f2',
  outputToken: '0xc3f020057510ffe10ceb882e1b48238b43d78a5e',
  inputAmount: 100_000_000n,
  minOutputAmount: 2_856_287_435n,
  deadline: 0n,
  allowPartialFill: false,
  srcChain: 27n,
  dstChain: 1n,
  srcAddress:
    '0x000000120000000000000000fef6f953ec3337495e54d4f2f885da8e9ff04fd38aa5e0ccd1e2406f5381619f',
  dstAddress: '0xfef6f953ec3337495e54d4f2f885da8e9ff04fd38aa5e0ccd1e2406f5381619f',
  solver: zeroAddress,
  data: '0x',
};

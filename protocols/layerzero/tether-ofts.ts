import type { Hex } from '../../core/raw-log.ts';

/**
 * By EIP-155 chain id: where Tether's tokens are locked or minted, the largest OFTs there are: USDT0, on some chains USDT itself by
 * the "legacy mesh", and XAUt0. Source: tetherto/wdk-protocol-bridge-usdt0-evm.
 */
export const tetherOfts: Readonly<Record<number, readonly Hex[]>> = {
  1: [
    '0x6c96de32cea08842dcc4058c14d3aaad7fa41dee',
    '0x1f748c76de468e9d11bd340fa9d5cbadf315dfb0',
    '0xb9c2321bb7d0db468f570d10a424d1cc8efd696c',
  ],
  10: ['0xf03b4d9ac1d5d1e7c4cef54c2a313b9fe051a0ad'],
  14: ['0x567287d2a9829215a37e3b88843d32f9221e7588'],
  30: ['0x1a594d5d5d1c426281c1064b07f23f57b2716b61'],
  130: ['0xc07be8994d035631c36fb4a89c918cefb2f03ec3'],
  137: ['0x6ba10300f0dc58b7a1e4c0e41f5dabb7d7829e13', '0x5421cf4288d8007d3c43ac4246eafce5b049e352'],
  143: ['0x9151434b16b9763660705744891fa906f660ecc5', '0x21caef8a43163eea865baee23b9c2e327696a3bf'],
  196: ['0x94bcca6bdfd6a61817ab0e960bfede4984505554'],
  988: ['0xedaba024be4d87974d5ab11c6dd586963cccb027', '0xd8479f87686ed263d00ca7505f86327dbed4171a'],
  999: ['0x904861a24f30ec96ea7cfc3be9ea4b476d237e98', '0x4e41cfc3f3b19e29e323d2c36f8f202a1e151daf'],
  1030: ['0xc57efa1c7113d98bda6f9f249471704ece5dd84a'],
  1329: ['0x56fe74a2e3b484b921c447357203431a3485cc60'],
  2818: ['0xcb768e263fb1c62214e7cab4aa8d036d76dc59cc'],
  4326: ['0x9151434b16b9763660705744891fa906f660ecc5'],
  5000: ['0xcb768e263fb1c62214e7cab4aa8d036d76dc59cc'],
  9745: [
    '0x02ca37966753bdddf11216b73b16c1de756a7cf9',
    '0x63ab93cbc9d4ecd9c4947b1a38f458147c08e6f7',
  ],
  42161: [
    '0x14e4a1b13bf7f943c8ff7c51fb60fa964a298d92',
    '0x77652d5aba086137b595875263fc200182919b92',
    '0xf40542a7b66ad7c68c459ee3679635d2fdb6df39',
  ],
  42220: [
    '0xf10e161027410128e63e75d0200fb6d34b2db243',
    '0x21caef8a43163eea865baee23b9c2e327696a3bf',
  ],
  43114: ['0x7e7866bc840aff9f517a49afdbfc9e7c7aba9a68'],
  57073: [
    '0x1cb6de532588fca4a21b7209de7c456af8434a65',
    '0xa1be1572b4beef24f812efdc58bdc41d56a0dab2',
  ],
  80094: ['0x3dc96399109df5ceb2c226664a086140bd0379cb'],
};

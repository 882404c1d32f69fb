import type { Hex } from '../../core/raw-log.ts';

/** The contracts of Stargate on one chain: packets go from and to the first, and the others move the tokens. */
export interface Stargate {
  tokenMessaging: Hex;
  assets: Hex[];
}

/** By EIP-155 chain id: `TokenMessaging`, then pools and OFTs, from the deployments in stg-evm-sdk-v2. */
const deployed: Readonly<Record<number, readonly [tokenMessaging: Hex, assets: Hex[]]>> = {
  2741: [
    '0x183d6b82680189bb4db826f739cdc9527d467b25',
    [
      '0x91a5fe991ccb876d22847967ced24dcd7a426e0e',
      '0x943c484278b8be05d119dfc73cfaa4c9d8f11a76',
      '0x221f0e1280ec657503ca55c708105f1e1529527d',
    ],
  ],
  33139: [
    '0xbe574b6219c6d985d08712e90c21a88fd55f1ae8',
    [
      '0x28e0f0eed8d6a6a96033feee8b2d7f32eb5ccc48',
      '0x2086f755a6d9254045c257ea3d382ef854849b0f',
      '0xeb8d955d8ae221e5b502851ddd78e6c4498db4f6',
    ],
  ],
  42161: [
    '0x19cfce47ed54a88614648dc3f19a5980097007dd',
    [
      '0xa45b5130f36cdca45667738e2a258ab09f4a5f7f',
      '0xe8cdf27acd73a434d661c84887215f7598e7d0d3',
      '0xce8cca271ebc0533920c83d39f417ed6a0abb7d0',
    ],
  ],
  1313161554: [
    '0x5f688f563dc16590e570f97b542fa87931af2fed',
    ['0x81f6138153d473e8c5ecebd3dc8cd4903506b075'],
  ],
  43114: [
    '0x17e450be3ba9557f2378e20d64ad417e59ef9a34',
    ['0x5634c4a5fed09819e3c46d86a965dd9447d86e47', '0x12dc9256acc9895b076f6638d628382881e62cee'],
  ],
  8453: [
    '0x5634c4a5fed09819e3c46d86a965dd9447d86e47',
    ['0xdc181bd607330aeebef6ea62e03e5e1fb4b6f7c7', '0x27a16dc786820b16e5c9028b75b99f6f604b5d26'],
  ],
  80094: [
    '0xaf5191b0de278c7286d6c7cc6ab6bb8a73ba2cd6',
    ['0x45f1a95a4d3f3836523f5c83673c797f4d4d263b', '0xaf54be5b6eec24d6bfacf1cce4eaf680a8239398'],
  ],
  56: [
    '0x6e3d884c96d640526f273c61dfcf08915ebd7e2b',
    ['0x962bd449e630b0d928f308ce63f1a21f02576057', '0x138eb30f73bc423c6455c53df6d89cb01d9ebc63'],
  ],
  81224: [
    '0x45f1a95a4d3f3836523f5c83673c797f4d4d263b',
    ['0x2f6f07cdcf3588944bf4c42ac74ff24bf56e7590'],
  ],
  1116: [
    '0xaf54be5b6eec24d6bfacf1cce4eaf680a8239398',
    ['0x2f6f07cdcf3588944bf4c42ac74ff24bf56e7590', '0x45f1a95a4d3f3836523f5c83673c797f4d4d263b'],
  ],
  25: [
    '0x52926c0b4ece39feaa572927baa42acefd64c56d',
    ['0x816f6e3cb269712eb199f146db7c3fb590ae6af2', '0x57687bd10d3c2889bb112b36d0afbfaa0686f7fa'],
  ],
  388: [
    '0x77dde6d33812f62d50d51608f38ae7897a36d8b2',
    ['0xa214ce0ac3b4a9225f74bcf9a9afba78255942b7', '0x74491aa7187c34fce7d54ff4fe640b57c9146713'],
  ],
  666666666: [
    '0x45a01e4e04f14f7a4a6702c74187c5f6222033cd',
    [
      '0x45f1a95a4d3f3836523f5c83673c797f4d4d263b',
      '0xaf54be5b6eec24d6bfacf1cce4eaf680a8239398',
      '0xaf5191b0de278c7286d6c7cc6ab6bb8a73ba2cd6',
    ],
  ],
  1: [
    '0x6d6620efa72948c5f68a3c8646d58c00d3f4a980',
    [
      '0xcdafb1b2db43f366e48e6f614b8dccbfeefeecd3',
      '0x77b2043768d28e9c9ab44e1abfc95944bce57931',
      '0xc026395860db2d07ee33e05fe50ed7bd583189c7',
      '0x933597a323eb81cae705c5bc29985172fd5a3973',
      '0x268ca24daeff1fac2ed883c598200ccbb79e931d',
    ],
  ],
  14: [
    '0x45d417612e177672958dc0537c45a8f8d754ac2e',
    [
      '0x8e8539e4ccd69123c623a106773f2b0cbbc58746',
      '0x77c71633c34c3784ede189d74223122422492a0f',
      '0x1c10cc06dc6d35970d1d53b2a23c76ef370d4135',
    ],
  ],
  747: [
    '0x45a01e4e04f14f7a4a6702c74187c5f6222033cd',
    [
      '0x45f1a95a4d3f3836523f5c83673c797f4d4d263b',
      '0xaf54be5b6eec24d6bfacf1cce4eaf680a8239398',
      '0xaf5191b0de278c7286d6c7cc6ab6bb8a73ba2cd6',
    ],
  ],
  122: [
    '0x45a01e4e04f14f7a4a6702c74187c5f6222033cd',
    [
      '0x45f1a95a4d3f3836523f5c83673c797f4d4d263b',
      '0xaf54be5b6eec24d6bfacf1cce4eaf680a8239398',
      '0xaf5191b0de278c7286d6c7cc6ab6bb8a73ba2cd6',
    ],
  ],
  100: [
    '0xaf368c91793cb22739386dfcbbb2f1a9e4bcbebf',
    ['0xe9aba835f813ca05e50a6c0ce65d0d74390f7de7', '0xb1eead6959cb5bb9b20417d6689922523b2b86c3'],
  ],
  2345: [
    '0xb0b2391a32e066fdf354ef7f4199300f920789f0',
    [
      '0x88853d410299bcbfe5fcc9eef93c03115e908279',
      '0xbba60da06c2c5424f03f7434542280fcad453d10',
      '0x549943e04f40284185054145c6e4e9568c1d3241',
    ],
  ],
  1625: [
    '0x9c2dc7377717603eb92b2655c5f2e7997a4945bd',
    [
      '0x17d65bf79e77b6ab21d8a0afed3bc8657d8ee0b2',
      '0xc1b8045a6ef2934cf0f78b0dbd489969fa9be7e4',
      '0x0b38e83b86d491735feaa0a791f65c2b99535396',
    ],
  ],
  43111: [
    '0xaf5191b0de278c7286d6c7cc6ab6bb8a73ba2cd6',
    [
      '0x45f1a95a4d3f3836523f5c83673c797f4d4d263b',
      '0xaf54be5b6eec24d6bfacf1cce4eaf680a8239398',
      '0x2f6f07cdcf3588944bf4c42ac74ff24bf56e7590',
    ],
  ],
  57073: [
    '0x45f1a95a4d3f3836523f5c83673c797f4d4d263b',
    ['0x2f6f07cdcf3588944bf4c42ac74ff24bf56e7590'],
  ],
  8822: [
    '0x1c10cc06dc6d35970d1d53b2a23c76ef370d4135',
    [
      '0x9c2dc7377717603eb92b2655c5f2e7997a4945bd',
      '0x8e8539e4ccd69123c623a106773f2b0cbbc58746',
      '0x77c71633c34c3784ede189d74223122422492a0f',
    ],
  ],
  2222: [
    '0x6b73d3cbbb278ce2e8698e983aeccdd94dc4594b',
    ['0x41a5b0470d96656fb3e8f68a218b39adbca3420b'],
  ],
  8217: [
    '0x16f3f98d82d965988e6853681fd578f4d719a1c0',
    [
      '0xbb4957e44401a31ed81cab33539d9e8993fa13ce',
      '0x01a7c805cc47abdb254cd8aad29de5e447f59224',
      '0x8619ba1b324e099cb2227060c4bc5bdee14456c6',
    ],
  ],
  1890: [
    '0x693604e757ac7e2c4a8263594a18d69c35562341',
    [
      '0x8ee21165ecb7562ba716c9549c1de751282b9b33',
      '0x06d538690af257da524f25d0cd52fd85b1c2173e',
      '0x8731d54e9d02c286767d56ac03e8037c07e01e98',
    ],
  ],
  5000: [
    '0x41b491285a4f888f9f636cec8a363ab9770a0aef',
    [
      '0x4c1d3fc3fc3c177c3b633427c2f769276c547463',
      '0xac290ad4e0c891fdc295ca4f0a6214cf6dc6acdc',
      '0xb715b85682b731db9d5063187c450095c91c57fc',
      '0xf7628d84a2bbd9bb9c8e686ac95bb5d55169f3f1',
    ],
  ],
  1088: [
    '0xcbe78230cca58b9ef4c3c5d1bc0d7e4b3206588a',
    [
      '0x36ed193dc7160d3858ec250e69d12b03ca087d08',
      '0xd9050e7043102a0391f81462a3916326f86331f0',
      '0x4dcbfc0249e8d5032f89d6461218a9d2efff5125',
    ],
  ],
  10: [
    '0xf1fcb4cbd57b67d683972a59b6a7b1e2e8bf27e6',
    [
      '0xe8cdf27acd73a434d661c84887215f7598e7d0d3',
      '0xce8cca271ebc0533920c83d39f417ed6a0abb7d0',
      '0x19cfce47ed54a88614648dc3f19a5980097007dd',
    ],
  ],
  3338: [
    '0x53bf833a5d6c4dda888f69c22c88c9f356a41614',
    [
      '0xe7ec689f432f29383f217e36e680b5c855051f25',
      '0x5c1a97c144a97e9b370f833a06c70ca8f2f30de5',
      '0x07cd5a2702394e512aaae54f7a250ea0576e5e8c',
    ],
  ],
  98866: [
    '0xf26d57bbe1d99561b13003783b5e040b71adcb14',
    [
      '0x4683ce822272cd66cea73f5f1f9f5cbcaef4f066',
      '0x9909fa99b7f7ee7f1c0cbf133f411d43083631e6',
      '0x2d870d17e640ed6c057afbaa0df56b8dea5cf2f6',
    ],
  ],
  137: [
    '0x6ce9bf8cdab780416ad1fd87b318a077d2f50eac',
    ['0x9aa02d4fae7f58b8e8f34c66e756cc734dac7fe4', '0xd47b03ee6d86cf251ee7860fb2acf9f91b9fd4d7'],
  ],
  1380012617: [
    '0xc1b8045a6ef2934cf0f78b0dbd489969fa9be7e4',
    ['0x875bee36739e7ce6b60e056451c556a88c59b086', '0x17d65bf79e77b6ab21d8a0afed3bc8657d8ee0b2'],
  ],
  30: [
    '0x45a01e4e04f14f7a4a6702c74187c5f6222033cd',
    [
      '0x45f1a95a4d3f3836523f5c83673c797f4d4d263b',
      '0xaf54be5b6eec24d6bfacf1cce4eaf680a8239398',
      '0xaf5191b0de278c7286d6c7cc6ab6bb8a73ba2cd6',
    ],
  ],
  534352: [
    '0x4e422b0acb2bd7e3ac70b5c0e5eb806e86a94038',
    ['0xc2b638cb5042c1b3c5d5c969361fb50569840583', '0x3fc69cc4a842838bcdc9499178740226062b14e4'],
  ],
  1329: [
    '0x1502fa4be69d526124d453619276faccab275d3d',
    [
      '0x5c386d85b1b82fd9db681b9176c8a4248bb6345b',
      '0x45d417612e177672958dc0537c45a8f8d754ac2e',
      '0x0db9afb4c33be43a0a0e396fd1383b4ea97ab10a',
    ],
  ],
  1868: [
    '0xaf54be5b6eec24d6bfacf1cce4eaf680a8239398',
    ['0x2f6f07cdcf3588944bf4c42ac74ff24bf56e7590', '0x45f1a95a4d3f3836523f5c83673c797f4d4d263b'],
  ],
  146: [
    '0x2086f755a6d9254045c257ea3d382ef854849b0f',
    ['0xa272ffe20cffe769cdfc4b63088dcd2c82a2d8f9'],
  ],
  1514: [
    '0x88853d410299bcbfe5fcc9eef93c03115e908279',
    [
      '0xa272ffe20cffe769cdfc4b63088dcd2c82a2d8f9',
      '0x2086f755a6d9254045c257ea3d382ef854849b0f',
      '0x3a1293bdb83bbbdd5ebf4fac96605ad2021bbc0f',
    ],
  ],
  55244: [
    '0x06eb48763f117c7be887296cdcdfad2e4092739c',
    ['0x8ee21165ecb7562ba716c9549c1de751282b9b33'],
  ],
  167000: [
    '0x45d417612e177672958dc0537c45a8f8d754ac2e',
    ['0x77c71633c34c3784ede189d74223122422492a0f', '0x1c10cc06dc6d35970d1d53b2a23c76ef370d4135'],
  ],
  40: [
    '0x88853d410299bcbfe5fcc9eef93c03115e908279',
    [
      '0xa272ffe20cffe769cdfc4b63088dcd2c82a2d8f9',
      '0x2086f755a6d9254045c257ea3d382ef854849b0f',
      '0x3a1293bdb83bbbdd5ebf4fac96605ad2021bbc0f',
    ],
  ],
  130: [
    '0xb1eead6959cb5bb9b20417d6689922523b2b86c3',
    ['0xe9aba835f813ca05e50a6c0ce65d0d74390f7de7'],
  ],
  59144: [
    '0x5f688f563dc16590e570f97b542fa87931af2fed',
    ['0x81f6138153d473e8c5ecebd3dc8cd4903506b075'],
  ],
};

/** Stargate version 2 on the mainnet with this EIP-155 chain id; undefined if it is not there. */
export function stargate(id: number): Stargate | undefined {
  const contracts = deployed[id];
  return contracts && { tokenMessaging: contracts[0], assets: contracts[1] };
}

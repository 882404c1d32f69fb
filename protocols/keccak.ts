import type { Hex } from '../core/raw-log.ts';

/** Bytes that one permutation takes in. */
const RATE = 136;
const ROUNDS = 24;
const HEX_PREFIX = 2;

/** The round constants, low half and high half in turn. */
const constants = new Int32Array([
  0x00000001, 0x00000000, 0x00008082, 0x00000000, 0x0000808a, 0x80000000, 0x80008000, 0x80000000,
  0x0000808b, 0x00000000, 0x80000001, 0x00000000, 0x80008081, 0x80000000, 0x00008009, 0x80000000,
  0x0000008a, 0x00000000, 0x00000088, 0x00000000, 0x80008009, 0x00000000, 0x8000000a, 0x00000000,
  0x8000808b, 0x00000000, 0x0000008b, 0x80000000, 0x00008089, 0x80000000, 0x00008003, 0x80000000,
  0x00008002, 0x80000000, 0x00000080, 0x80000000, 0x0000800a, 0x00000000, 0x8000000a, 0x80000000,
  0x80008081, 0x80000000, 0x00008080, 0x80000000, 0x80000001, 0x00000000, 0x80008008, 0x80000000,
]);

const state = new Int32Array(50);
const block = Buffer.alloc(RATE);
const words = new DataView(block.buffer, block.byteOffset, RATE);
const digest = Buffer.alloc(32);

/**
 * The Keccak-256 of bytes given in hex: viem's `keccak256`, written out for 32-bit registers, as contents are hashed for
 * every fourth log and viem's takes ten times as long. Nothing secret depends on it: a wrong hash would only join wrong legs,
 * and its test compares it with viem's.
 */
export function keccak(hex: Hex): Hex {
  state.fill(0);
  const end = hex.length;
  let at = HEX_PREFIX;
  for (; end - at >= RATE * 2; at += RATE * 2) {
    block.write(hex.slice(at, at + RATE * 2), 'hex');
    absorb();
  }
  const rest = block.write(hex.slice(at), 'hex');
  if (rest * 2 !== end - at) throw new Error('no bytes in hex');
  block.fill(0, rest);
  block[rest] = 0x01;
  block[RATE - 1] = (block[RATE - 1] ?? 0) | 0x80;
  absorb();
  for (let index = 0; index < 8; index += 1) digest.writeInt32LE(state[index] ?? 0, index * 4);
  return `0x${digest.toString('hex')}`;
}

function absorb(): void {
  for (let index = 0; index < RATE / 4; index += 1) {
    state[index] = (state[index] ?? 0) ^ words.getInt32(index * 4, true);
  }
  permute(state);
}

/** Keccak-f[1600], each lane in two halves: `a0` and `a1` are the first one's low and high half. */
// prettier-ignore
function permute(s: Int32Array): void {
  let a0 = s[0] ?? 0, a1 = s[1] ?? 0, a2 = s[2] ?? 0, a3 = s[3] ?? 0, a4 = s[4] ?? 0;
  let a5 = s[5] ?? 0, a6 = s[6] ?? 0, a7 = s[7] ?? 0, a8 = s[8] ?? 0, a9 = s[9] ?? 0;
  let a10 = s[10] ?? 0, a11 = s[11] ?? 0, a12 = s[12] ?? 0, a13 = s[13] ?? 0, a14 = s[14] ?? 0;
  let a15 = s[15] ?? 0, a16 = s[16] ?? 0, a17 = s[17] ?? 0, a18 = s[18] ?? 0, a19 = s[19] ?? 0;
  let a20 = s[20] ?? 0, a21 = s[21] ?? 0, a22 = s[22] ?? 0, a23 = s[23] ?? 0, a24 = s[24] ?? 0;
  let a25 = s[25] ?? 0, a26 = s[26] ?? 0, a27 = s[27] ?? 0, a28 = s[28] ?? 0, a29 = s[29] ?? 0;
  let a30 = s[30] ?? 0, a31 = s[31] ?? 0, a32 = s[32] ?? 0, a33 = s[33] ?? 0, a34 = s[34] ?? 0;
  let a35 = s[35] ?? 0, a36 = s[36] ?? 0, a37 = s[37] ?? 0, a38 = s[38] ?? 0, a39 = s[39] ?? 0;
  let a40 = s[40] ?? 0, a41 = s[41] ?? 0, a42 = s[42] ?? 0, a43 = s[43] ?? 0, a44 = s[44] ?? 0;
  let a45 = s[45] ?? 0, a46 = s[46] ?? 0, a47 = s[47] ?? 0, a48 = s[48] ?? 0, a49 = s[49] ?? 0;
  for (let round = 0; round < ROUNDS * 2; round += 2) {
    const c0 = a0 ^ a10 ^ a20 ^ a30 ^ a40;
    const c1 = a1 ^ a11 ^ a21 ^ a31 ^ a41;
    const c2 = a2 ^ a12 ^ a22 ^ a32 ^ a42;
    const c3 = a3 ^ a13 ^ a23 ^ a33 ^ a43;
    const c4 = a4 ^ a14 ^ a24 ^ a34 ^ a44;
    const c5 = a5 ^ a15 ^ a25 ^ a35 ^ a45;
    const c6 = a6 ^ a16 ^ a26 ^ a36 ^ a46;
    const c7 = a7 ^ a17 ^ a27 ^ a37 ^ a47;
    const c8 = a8 ^ a18 ^ a28 ^ a38 ^ a48;
    const c9 = a9 ^ a19 ^ a29 ^ a39 ^ a49;
    const d0 = c8 ^ (c2 << 1 | c3 >>> 31);
    const d1 = c9 ^ (c3 << 1 | c2 >>> 31);
    const d2 = c0 ^ (c4 << 1 | c5 >>> 31);
    const d3 = c1 ^ (c5 << 1 | c4 >>> 31);
    const d4 = c2 ^ (c6 << 1 | c7 >>> 31);
    const d5 = c3 ^ (c7 << 1 | c6 >>> 31);
    const d6 = c4 ^ (c8 << 1 | c9 >>> 31);
    const d7 = c5 ^ (c9 << 1 | c8 >>> 31);
    const d8 = c6 ^ (c0 << 1 | c1 >>> 31);
    const d9 = c7 ^ (c1 << 1 | c0 >>> 31);
    const b0 = a0 ^ d0, b1 = a1 ^ d1;
    const b32 = (a11 ^ d1) << 4 | (a10 ^ d0) >>> 28, b33 = (a10 ^ d0) << 4 | (a11 ^ d1) >>> 28;
    const b14 = (a20 ^ d0) << 3 | (a21 ^ d1) >>> 29, b15 = (a21 ^ d1) << 3 | (a20 ^ d0) >>> 29;
    const b46 = (a31 ^ d1) << 9 | (a30 ^ d0) >>> 23, b47 = (a30 ^ d0) << 9 | (a31 ^ d1) >>> 23;
    const b28 = (a40 ^ d0) << 18 | (a41 ^ d1) >>> 14, b29 = (a41 ^ d1) << 18 | (a40 ^ d0) >>> 14;
    const b20 = (a2 ^ d2) << 1 | (a3 ^ d3) >>> 31, b21 = (a3 ^ d3) << 1 | (a2 ^ d2) >>> 31;
    const b2 = (a13 ^ d3) << 12 | (a12 ^ d2) >>> 20, b3 = (a12 ^ d2) << 12 | (a13 ^ d3) >>> 20;
    const b34 = (a22 ^ d2) << 10 | (a23 ^ d3) >>> 22, b35 = (a23 ^ d3) << 10 | (a22 ^ d2) >>> 22;
    const b16 = (a33 ^ d3) << 13 | (a32 ^ d2) >>> 19, b17 = (a32 ^ d2) << 13 | (a33 ^ d3) >>> 19;
    const b48 = (a42 ^ d2) << 2 | (a43 ^ d3) >>> 30, b49 = (a43 ^ d3) << 2 | (a42 ^ d2) >>> 30;
    const b40 = (a5 ^ d5) << 30 | (a4 ^ d4) >>> 2, b41 = (a4 ^ d4) << 30 | (a5 ^ d5) >>> 2;
    const b22 = (a14 ^ d4) << 6 | (a15 ^ d5) >>> 26, b23 = (a15 ^ d5) << 6 | (a14 ^ d4) >>> 26;
    const b4 = (a25 ^ d5) << 11 | (a24 ^ d4) >>> 21, b5 = (a24 ^ d4) << 11 | (a25 ^ d5) >>> 21;
    const b36 = (a34 ^ d4) << 15 | (a35 ^ d5) >>> 17, b37 = (a35 ^ d5) << 15 | (a34 ^ d4) >>> 17;
    const b18 = (a45 ^ d5) << 29 | (a44 ^ d4) >>> 3, b19 = (a44 ^ d4) << 29 | (a45 ^ d5) >>> 3;
    const b10 = (a6 ^ d6) << 28 | (a7 ^ d7) >>> 4, b11 = (a7 ^ d7) << 28 | (a6 ^ d6) >>> 4;
    const b42 = (a17 ^ d7) << 23 | (a16 ^ d6) >>> 9, b43 = (a16 ^ d6) << 23 | (a17 ^ d7) >>> 9;
    const b24 = (a26 ^ d6) << 25 | (a27 ^ d7) >>> 7, b25 = (a27 ^ d7) << 25 | (a26 ^ d6) >>> 7;
    const b6 = (a36 ^ d6) << 21 | (a37 ^ d7) >>> 11, b7 = (a37 ^ d7) << 21 | (a36 ^ d6) >>> 11;
    const b38 = (a47 ^ d7) << 24 | (a46 ^ d6) >>> 8, b39 = (a46 ^ d6) << 24 | (a47 ^ d7) >>> 8;
    const b30 = (a8 ^ d8) << 27 | (a9 ^ d9) >>> 5, b31 = (a9 ^ d9) << 27 | (a8 ^ d8) >>> 5;
    const b12 = (a18 ^ d8) << 20 | (a19 ^ d9) >>> 12, b13 = (a19 ^ d9) << 20 | (a18 ^ d8) >>> 12;
    const b44 = (a29 ^ d9) << 7 | (a28 ^ d8) >>> 25, b45 = (a28 ^ d8) << 7 | (a29 ^ d9) >>> 25;
    const b26 = (a38 ^ d8) << 8 | (a39 ^ d9) >>> 24, b27 = (a39 ^ d9) << 8 | (a38 ^ d8) >>> 24;
    const b8 = (a48 ^ d8) << 14 | (a49 ^ d9) >>> 18, b9 = (a49 ^ d9) << 14 | (a48 ^ d8) >>> 18;
    a0 = b0 ^ ~b2 & b4 ^ (constants[round] ?? 0); a1 = b1 ^ ~b3 & b5 ^ (constants[round + 1] ?? 0);
    a2 = b2 ^ ~b4 & b6; a3 = b3 ^ ~b5 & b7;
    a4 = b4 ^ ~b6 & b8; a5 = b5 ^ ~b7 & b9;
    a6 = b6 ^ ~b8 & b0; a7 = b7 ^ ~b9 & b1;
    a8 = b8 ^ ~b0 & b2; a9 = b9 ^ ~b1 & b3;
    a10 = b10 ^ ~b12 & b14; a11 = b11 ^ ~b13 & b15;
    a12 = b12 ^ ~b14 & b16; a13 = b13 ^ ~b15 & b17;
    a14 = b14 ^ ~b16 & b18; a15 = b15 ^ ~b17 & b19;
    a16 = b16 ^ ~b18 & b10; a17 = b17 ^ ~b19 & b11;
    a18 = b18 ^ ~b10 & b12; a19 = b19 ^ ~b11 & b13;
    a20 = b20 ^ ~b22 & b24; a21 = b21 ^ ~b23 & b25;
    a22 = b22 ^ ~b24 & b26; a23 = b23 ^ ~b25 & b27;
    a24 = b24 ^ ~b26 & b28; a25 = b25 ^ ~b27 & b29;
    a26 = b26 ^ ~b28 & b20; a27 = b27 ^ ~b29 & b21;
    a28 = b28 ^ ~b20 & b22; a29 = b29 ^ ~b21 & b23;
    a30 = b30 ^ ~b32 & b34; a31 = b31 ^ ~b33 & b35;
    a32 = b32 ^ ~b34 & b36; a33 = b33 ^ ~b35 & b37;
    a34 = b34 ^ ~b36 & b38; a35 = b35 ^ ~b37 & b39;
    a36 = b36 ^ ~b38 & b30; a37 = b37 ^ ~b39 & b31;
    a38 = b38 ^ ~b30 & b32; a39 = b39 ^ ~b31 & b33;
    a40 = b40 ^ ~b42 & b44; a41 = b41 ^ ~b43 & b45;
    a42 = b42 ^ ~b44 & b46; a43 = b43 ^ ~b45 & b47;
    a44 = b44 ^ ~b46 & b48; a45 = b45 ^ ~b47 & b49;
    a46 = b46 ^ ~b48 & b40; a47 = b47 ^ ~b49 & b41;
    a48 = b48 ^ ~b40 & b42; a49 = b49 ^ ~b41 & b43;
  }
  s[0] = a0; s[1] = a1; s[2] = a2; s[3] = a3; s[4] = a4;
  s[5] = a5; s[6] = a6; s[7] = a7; s[8] = a8; s[9] = a9;
  s[10] = a10; s[11] = a11; s[12] = a12; s[13] = a13; s[14] = a14;
  s[15] = a15; s[16] = a16; s[17] = a17; s[18] = a18; s[19] = a19;
  s[20] = a20; s[21] = a21; s[22] = a22; s[23] = a23; s[24] = a24;
  s[25] = a25; s[26] = a26; s[27] = a27; s[28] = a28; s[29] = a29;
  s[30] = a30; s[31] = a31; s[32] = a32; s[33] = a33; s[34] = a34;
  s[35] = a35; s[36] = a36; s[37] = a37; s[38] = a38; s[39] = a39;
  s[40] = a40; s[41] = a41; s[42] = a42; s[43] = a43; s[44] = a44;
  s[45] = a45; s[46] = a46; s[47] = a47; s[48] = a48; s[49] = a49;
}

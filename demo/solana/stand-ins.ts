import { assemble } from './assemble.ts';
import { elfOf } from './elf.ts';

/** What Anchor puts before an event that a program hands to itself (`emit_cpi!`). */
export const eventTag = Buffer.from('e445a52e51cb9a1d', 'hex');

// The loader lays an instruction out in memory, at r1: how many accounts, the accounts, the length of its data, its data,
// the program's id. An account has 88 bytes before its data (its key from byte 8, the data's length from byte 80), room for
// 10,240 bytes more, padding to a multiple of 8, and 8 bytes. One that came before is a byte below 255 and 7 of padding.
// This walks over the accounts: r6 is then at the data's length, r9 at the key of the last account, if there was one.
const walk = `
  mov64 r6, r1
  ldxdw r7, [r6]
  add64 r6, 8
  mov64 r9, 0
account:
  jeq r7, 0, data
  sub64 r7, 1
  ldxb r8, [r6]
  jne r8, 255, repeated
  mov64 r9, r6
  add64 r9, 8
  ldxdw r8, [r6 + 80]
  add64 r6, r8
  add64 r6, 10335      ; 88 + 10,240, and 7 to round up
  and64 r6, -8
repeated:
  add64 r6, 8
  ja account
data:
`;

// sol_log_data takes a list of (address, length): here one, on the stack.
const logger = `${walk}
  ldxdw r2, [r6]
  add64 r6, 8
  stxdw [r10 - 16], r6
  stxdw [r10 - 8], r2
  mov64 r1, r10
  add64 r1, -16
  mov64 r2, 1
  call sol_log_data
  mov64 r0, 0
  exit
`;

// On the stack: the one account of each call at -64 (address of its key, two flags), the call at -40 (address of the
// program's key, its accounts and how many, its data and how long). Executable accounts need no account infos.
const callAll = `
  stxdw [r10 - 64], r9
  stdw [r10 - 56], 0
next:
  jeq r6, r7, done
  jgt r6, r7, malformed
  ldxdw r8, [r6]
  add64 r6, 8
  mov64 r1, r10
  add64 r1, -64
  stxdw [r10 - 40], r9
  stxdw [r10 - 32], r1
  stdw [r10 - 24], 1
  stxdw [r10 - 16], r6
  stxdw [r10 - 8], r8
  mov64 r1, r10
  add64 r1, -40
  mov64 r2, 0
  mov64 r3, 0
  mov64 r4, 0
  mov64 r5, 0
  call sol_invoke_signed_c
  add64 r6, r8
  ja next
malformed:
  mov64 r0, 1
  exit
done:
  mov64 r0, 0
  exit
`;

const caller = `${walk}
  ldxdw r7, [r6]
  add64 r6, 8
  add64 r7, r6         ; r7: where the data ends
  ldxdw r1, [r6]
  lddw r2, 0x${eventTag.readBigUInt64LE().toString(16)}
  jeq r1, r2, done     ; an event that was handed over
  add64 r6, 8
${callAll}`;

// Its own id stands where the data ends. No two programs here begin with the same eight bytes.
const speaker = `${walk}
  ldxdw r7, [r6]
  add64 r6, 16         ; behind the first eight bytes of the data
  add64 r7, r6
  add64 r7, -8
  ldxdw r1, [r7]
  ldxdw r2, [r9]
  jeq r1, r2, say
${callAll}
say:
  jeq r6, r7, done
  jgt r6, r7, malformed
  ldxdw r8, [r6]
  add64 r6, 8
  stxdw [r10 - 16], r6
  stxdw [r10 - 8], r8
  mov64 r1, r10
  add64 r1, -16
  mov64 r2, 1
  call sol_log_data
  add64 r6, r8
  ja say
`;

/**
 * Three programs that take the place of any program that reports events, under whatever address they are loaded.
 *
 * `logger` logs its instruction's data: a line `Program data: <base64>`, as Anchor's `emit!` writes it. `caller` takes its
 * data apart and calls the last of its accounts with each part. If that is itself, these are the inner instructions of
 * Anchor's `emit_cpi!`, but for their one account, which is the program here and its event authority there. If it is
 * another program, that program reports one level deeper. Data that begins with Anchor's tag is such an event arriving: it
 * succeeds without doing anything. `speaker` does the same with its data, except that it logs the parts where a `caller`
 * would call itself. Malformed data fails with the custom error 1, or worse.
 *
 * @example startSolanaNode({ programs: { [tokenMessenger]: standIns.caller, [forwarder]: standIns.logger } });
 */
export const standIns = {
  logger: elfOf(assemble(logger)),
  caller: elfOf(assemble(caller)),
  speaker: elfOf(assemble(speaker)),
};

/** A program's code, and where in it which of the runtime's functions is called. */
export interface Assembly {
  readonly code: Buffer;
  /** `at` counts bytes from the start of the code. */
  readonly syscalls: readonly { readonly at: number; readonly name: string }[];
}

const wordBytes = 8;
const unset = -1;
// The last digit of a class of opcodes says whether the second operand is a number or a register.
const operations = { add64: 0x07, sub64: 0x17, and64: 0x57, mov64: 0xb7 } as const;
const jumps = { jeq: 0x15, jgt: 0x25, jne: 0x55 } as const;
const registerOperand = 0x08;
const loads = { ldxb: 0x71, ldxdw: 0x79 } as const;
const stores = { stdw: 0x7a, stxdw: 0x7b } as const;

/**
 * Turns a listing in the usual notation of eBPF into code for Solana's virtual machine (sBPF version 0). It knows the few
 * instructions that the stand-ins of this folder need.
 *
 * @example
 * assemble(`
 *   ldxdw r2, [r1 + 8]   ; comments begin with a semicolon
 *   jeq r2, 0, done
 *   call sol_log_64_     ; a function of the runtime
 * done:
 *   mov64 r0, 0
 *   exit
 * `).code.length // 40
 */
export function assemble(listing: string): Assembly {
  const lines = listing
    .split('\n')
    .map((line) => line.replace(/;.*/, '').trim())
    .filter((line) => line !== '');

  const labels = new Map<string, number>();
  const words: { line: string; index: number }[] = [];
  let index = 0;
  for (const line of lines) {
    const label = /^(\w+):$/.exec(line)?.[1];
    if (label !== undefined) labels.set(label, index);
    else {
      words.push({ line, index });
      index += line.startsWith('lddw') ? 2 : 1;
    }
  }

  const syscalls = words.flatMap(({ line, index }) => {
    const name = /^call (\w+)$/.exec(line)?.[1];
    return name === undefined ? [] : [{ at: index * wordBytes, name }];
  });
  const code = Buffer.concat(words.map(({ line, index }) => encode(line, index, labels)));
  return { code, syscalls };
}

function encode(line: string, index: number, labels: ReadonlyMap<string, number>): Buffer {
  const [, name = '', rest = ''] = /^(\w+)\s*(.*)$/.exec(line) ?? [];
  const operands = rest === '' ? [] : rest.split(',').map((operand) => operand.trim());
  const [first = '', second = '', third = ''] = operands;

  const jumpTo = (label: string) => {
    const target = labels.get(label);
    if (target === undefined) throw new Error(`No label is called ${label}: ${line}`);
    return target - index - 1;
  };

  if (isKey(operations, name)) {
    return withOperand(operations[name], { dst: register(first), operand: second });
  }
  if (isKey(jumps, name)) {
    return withOperand(jumps[name], {
      dst: register(first),
      operand: second,
      offset: jumpTo(third),
    });
  }
  if (isKey(loads, name)) {
    const { base, offset } = place(second);
    return word(loads[name], { dst: register(first), src: base, offset });
  }
  if (isKey(stores, name)) {
    const { base: dst, offset } = place(first);
    const value = name === 'stdw' ? { imm: Number(second) } : { src: register(second) };
    return word(stores[name], { dst, offset, ...value });
  }
  switch (name) {
    case 'lddw': {
      const value = BigInt.asIntN(64, BigInt(second));
      const [low, high] = [Number(BigInt.asIntN(32, value)), Number(value >> 32n)];
      return Buffer.concat([
        word(0x18, { dst: register(first), imm: low }),
        word(0, { imm: high }),
      ]);
    }
    case 'ja':
      return word(0x05, { offset: jumpTo(first) });
    case 'call':
      // The loader puts the function's number here, by the relocation that the ELF file names.
      return word(0x85, { src: 1, imm: unset });
    case 'exit':
      return word(0x95, {});
    default:
      throw new Error(`Not an instruction: ${line}`);
  }
}

function withOperand(
  opcode: number,
  { dst, operand, offset = 0 }: { dst: number; operand: string; offset?: number },
): Buffer {
  if (!operand.startsWith('r')) return word(opcode, { dst, offset, imm: Number(operand) });
  return word(opcode | registerOperand, { dst, offset, src: register(operand) });
}

function word(
  opcode: number,
  {
    dst = 0,
    src = 0,
    offset = 0,
    imm = 0,
  }: Partial<Record<'dst' | 'src' | 'offset' | 'imm', number>>,
): Buffer {
  const bytes = Buffer.alloc(wordBytes);
  bytes.writeUInt8(opcode, 0);
  bytes.writeUInt8(dst | (src << 4), 1);
  bytes.writeInt16LE(offset, 2);
  bytes.writeInt32LE(imm, 4);
  return bytes;
}

function register(operand: string): number {
  const number = /^r(\d|10)$/.exec(operand)?.[1];
  if (number === undefined) throw new Error(`Not a register: ${operand}`);
  return Number(number);
}

/** @example place('[r10 - 16]') // { base: 10, offset: -16 } */
function place(operand: string): { base: number; offset: number } {
  const [, base = '', sign = '+', offset = '0'] =
    /^\[(r\d+)(?: ([+-]) (\d+))?\]$/.exec(operand) ?? [];
  return { base: register(base), offset: Number(`${sign}${offset}`) };
}

function isKey<Table extends object>(
  table: Table,
  name: string,
): name is Extract<keyof Table, string> {
  return Object.hasOwn(table, name);
}

/** An error as Solana's nodes answer it: a code, a sentence, and sometimes data. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
  }
}

/** The errors that the node of this folder answers with; codes and sentences are those of Agave. */
export const rpcErrors = {
  parse: () => new RpcError(-32700, 'Parse error'),
  invalidRequest: () => new RpcError(-32600, 'Invalid request'),
  methodNotFound: () => new RpcError(-32601, 'Method not found'),
  invalidParams: (message: string) => new RpcError(-32602, message),
  blockCleanedUp: (slot: number, first: number) =>
    new RpcError(
      -32001,
      `Block ${slot} cleaned up, does not exist on node. First available block: ${first}`,
    ),
  preflightFailed: (sentence: string, data: unknown) =>
    new RpcError(-32002, `Transaction simulation failed: ${sentence}`, data),
  signatureFailed: () => new RpcError(-32003, 'Transaction signature verification failure'),
  blockNotAvailable: (slot: number) => new RpcError(-32004, `Block not available for slot ${slot}`),
  slotSkipped: (slot: number) =>
    new RpcError(
      -32007,
      `Slot ${slot} was skipped, or missing due to ledger jump to recent snapshot`,
    ),
  slotSkippedInStorage: (slot: number) =>
    new RpcError(-32009, `Slot ${slot} was skipped, or missing in long-term storage`),
  unsupportedVersion: (version: number) =>
    new RpcError(
      -32015,
      `Transaction version (${version}) is not supported by the requesting client. Please try the request again with the following configuration parameter: "maxSupportedTransactionVersion": ${version}`,
    ),
  minContextSlot: (contextSlot: number) =>
    new RpcError(-32016, 'Minimum context slot has not been reached', { contextSlot }),
  cursorNotFound: (signature: string) => new RpcError(-32020, `Transaction ${signature} not found`),
};

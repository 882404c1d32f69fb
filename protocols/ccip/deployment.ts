import { z } from 'zod';
import { contractSchema } from '../address-schema.ts';

const selectorSchema = z
  .string()
  .regex(/^\d{1,20}$/, 'must be a chain selector: a number of up to 20 digits, as text');

const rampsSchema = z.strictObject({
  onRamp: contractSchema.optional(),
  offRamp: contractSchema.optional(),
  /** Takes the commit reports for the OffRamp; up to version 1.5. */
  commitStore: contractSchema.optional(),
});
/** Contracts that came together. On Solana, the OnRamp is the program of the router. */
export type Ramps = z.infer<typeof rampsSchema>;

/** By version, or by any other name. */
const generationsSchema = z.record(z.string(), rampsSchema);

/** Checks what an operator's configuration says of CCIP on one chain. */
export const ccipDeploymentSchema = z.strictObject({
  network: z.string().default('mainnet'),
  /** The number by which CCIP calls the chain. */
  selector: selectorSchema,
  /** Those that serve all chains, from version 1.6 on. */
  ramps: generationsSchema.optional(),
  /** Those of one lane, up to version 1.5, by the selector of the chain at the other end. */
  lanes: z.record(selectorSchema, generationsSchema).optional(),
});
/** CCIP on one chain. */
export type CcipDeployment = z.infer<typeof ccipDeploymentSchema>;

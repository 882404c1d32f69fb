import { axelar } from './axelar.ts';
import { cctp } from './cctp.ts';

/** Every protocol that Midflight understands. */
export const protocols = { axelar, cctp } as const;

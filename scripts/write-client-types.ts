import { writeFileSync } from 'node:fs';
import { clientTypes } from '../test/client-types.ts';

// Writes client/api-types.ts from the OpenAPI document; a test says when it is stale.

writeFileSync(new URL('../client/api-types.ts', import.meta.url), await clientTypes());

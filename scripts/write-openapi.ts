import { writeFileSync } from 'node:fs';
import { openApiText } from '../test/openapi-text.ts';

// Writes docs/openapi.json from the routes' own declarations; a test says when it is stale.

writeFileSync(new URL('../docs/openapi.json', import.meta.url), openApiText());

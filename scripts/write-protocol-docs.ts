import { mkdirSync, writeFileSync } from 'node:fs';
import { protocolPages } from '../test/protocol-pages.ts';

// Writes docs/protocols/<name>.md from each protocol's rules and definition; a test says when one is stale.

mkdirSync(new URL('../docs/protocols', import.meta.url), { recursive: true });
for (const [file, text] of protocolPages()) writeFileSync(file, text);

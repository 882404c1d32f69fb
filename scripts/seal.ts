import { readFileSync, writeFileSync } from 'node:fs';
import { bound, operationsOf } from '../test/operations-of.ts';
import { encodeLogs, fixturePath, fixtureSchema, sealOf } from '../test/fixture.ts';
import { summarize } from '../test/summarize.ts';

// Computes the operations of every fixture's transactions anew and seals it. Read the difference with your own eyes
// before you commit it: from then on it is what the tests expect.

for (const [name, protocol] of bound) {
  const path = fixturePath(name);
  const fixture = fixtureSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const logs = fixture.transactions.flatMap(encodeLogs);
  const operations = operationsOf(protocol, logs, fixture.covered).map(summarize);
  const { seal: _, ...content } = { ...fixture, operations };
  const sealed = { ...content, seal: sealOf(content) };
  writeFileSync(path, `${JSON.stringify(sealed, null, 2)}\n`);
  console.log(
    `${name}: ${fixture.transactions.length} transactions, ${operations.length} operations`,
  );
}

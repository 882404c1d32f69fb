import { existsSync, readFileSync } from 'node:fs';
import { definitions } from '../chains/definitions/index.ts';
import type { ProtocolDefinition } from '../protocols/define.ts';
import { protocols } from '../protocols/index.ts';
import { protocolPage } from '../protocols/page/protocol-page.ts';

const folder = new URL('../docs/protocols/', import.meta.url);

/** The page of every protocol by its file, as it is to be committed. Parts by hand are those of the pages that there are. */
export function protocolPages(): Map<URL, string> {
  return new Map(
    Object.values(protocols).map((protocol) => {
      // CAST: a page asks a definition only about its own deployments.
      const definition = protocol as unknown as ProtocolDefinition;
      const file = new URL(`${definition.name}.md`, folder);
      const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
      const nameOf = (chain: Parameters<typeof definitions.get>[0]) => definitions.get(chain)?.name;
      return [file, protocolPage(definition, { before, nameOf })];
    }),
  );
}

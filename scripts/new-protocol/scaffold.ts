import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MidflightError } from '../../core/errors.ts';
import { boundary } from '../../protocols/page/protocol-page.ts';

const NAME = /^[a-z][a-z0-9-]*[a-z0-9]$/;

/**
 * Writes the beginnings of a protocol into a checkout: its file, test, fixture and page, and its entry among the others. They
 * are copies of the example beside this file, under the new name.
 *
 * @param root the checkout
 * @returns the files that were written, from the root on
 * @throws MidflightError `bad_argument` for a name that cannot be one, or that is taken
 */
export function scaffoldProtocol(name: string, root: string): string[] {
  if (!NAME.test(name)) {
    throw badName(
      `"${name}" cannot be a protocol's name.`,
      'Use lower-case letters, digits and dashes, such as `npm run new:protocol tollbridge`.',
    );
  }
  const variable = camelCase(name);
  const files = {
    [`protocols/${name}.ts`]: template('example.ts'),
    [`protocols/${name}.test.ts`]: template('example.test.ts'),
    [`protocols/${name}.fixture.json`]: template('example.fixture.json'),
    [`docs/protocols/${name}.md`]: `${template('example.md').trim()}\n\n${boundary}\n`,
  };
  const taken = Object.keys(files).find((file) => existsSync(join(root, file)));
  if (taken)
    throw badName(`${taken} is there already.`, 'Choose another name, or remove it first.');
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(root, file), renamed(text, { name, variable }));
  }
  const index = join(root, 'protocols/index.ts');
  writeFileSync(index, registered(readFileSync(index, 'utf8'), { name, variable }));
  return [...Object.keys(files), 'protocols/index.ts'];
}

interface Names {
  name: string;
  /** The name as a variable. */
  variable: string;
}

const template = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');

/** The example's text for a protocol of this name, which stands in `protocols/`. */
function renamed(text: string, { name, variable }: Names): string {
  const type = `${variable.slice(0, 1).toUpperCase()}${variable.slice(1)}`;
  return text
    .replaceAll('../../protocols/', './')
    .replaceAll('../../', '../')
    .replaceAll('Example', type)
    .replaceAll(/\bexample(?=\.deployments|,| = |\s})/g, variable)
    .replaceAll('example', name);
}

/** The list of protocols with this one in it. */
function registered(text: string, { name, variable }: Names): string {
  const entry = name === variable ? variable : `'${name}': ${variable}`;
  const list = /(export const protocols = \{)([^}]*)(\} as const)/;
  const [, , entries] = list.exec(text) ?? [];
  if (entries === undefined) throw new Error('protocols/index.ts has no list of protocols');
  const all = [...entries.split(',').map((known) => known.trim()), entry].filter(Boolean);
  const byName = (a: string, b: string) => (a.replace("'", '') < b.replace("'", '') ? -1 : 1);
  return text
    .replace(/\n\n\/\*\* Every protocol/, `\nimport { ${variable} } from './${name}.ts';$&`)
    .replace(list, `$1 ${all.toSorted(byName).join(', ')} $3`);
}

const camelCase = (name: string) =>
  name.replaceAll(/-+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function badName(message: string, recovery: string): MidflightError {
  return new MidflightError({ code: 'bad_argument', message, recovery });
}

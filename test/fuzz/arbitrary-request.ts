import fc from 'fast-check';
import { declared, resolved, type Declared, type Schema } from './document.ts';
import { hostileText } from './hostile-text.ts';

/** A request as it goes over the wire. */
export interface FuzzRequest {
  method: string;
  /** Path and query, percent-encoded. */
  target: string;
  headers: Record<string, string>;
  body: string | null;
}

/** More would be refused by Node itself, before the API sees it. */
const TARGET_LENGTH_MAX = 12_000;
/** What answers wait for is kept short: a long poll would be no news. */
const shortWaits = ['0s', '1s', '200ms'];

/** Any request to any operation of the document: right, wrong, or odd. */
export function arbitraryRequest(authorization: string | null): fc.Arbitrary<FuzzRequest> {
  return fc.oneof(...declared.map((operation) => requestTo(operation))).map((request) => ({
    ...request,
    target: request.target.slice(0, TARGET_LENGTH_MAX).replace(/%[0-9a-f]?$/i, ''),
    headers: {
      ...(authorization !== null && { authorization }),
      ...request.headers,
    },
  }));
}

function requestTo({ method, path, parameters, body }: Declared): fc.Arbitrary<FuzzRequest> {
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  return fc
    .record({
      method: fc.constant(method),
      target: fc
        .tuple(pathOf(path, of('path')), queryOf(of('query')))
        .map(([own, query]) => (query === '' ? own : `${own}?${briefly(query)}`)),
      headers: headersOf(of('header')),
      body: body === null ? fc.constant(null) : bodyOf(body),
    })
    .chain((request) =>
      request.body === null
        ? fc.constant(request)
        : often(
            fc.constant('application/json'),
            fc.constantFrom(
              'text/plain',
              'application/xml',
              'application/json; charset=utf-16',
              '',
            ),
          ).map((type) => ({ ...request, headers: { ...request.headers, 'content-type': type } })),
    );
}

/** Whoever waits without saying for how long would wait for half a minute. */
function briefly(query: string): string {
  const doesWait = query.includes('waitFor=') && !query.includes('timeout=');
  return doesWait ? `${query}&timeout=${shortWaits[1]}` : query;
}

function pathOf(path: string, parameters: Declared['parameters']): fc.Arbitrary<string> {
  const values = parameters.map(({ schema }) => often(textOf(schema), hostileText).chain(encoded));
  return fc
    .tuple(...values)
    .map((texts) =>
      parameters.reduce((own, { name }, i) => own.replace(`{${name}}`, () => texts[i] ?? ''), path),
    );
}

function queryOf(parameters: Declared['parameters']): fc.Arbitrary<string> {
  const known = parameters.map(({ name, schema }) => {
    const value = name === 'timeout' ? fc.constantFrom(...shortWaits) : textOf(schema);
    return fc.tuple(
      often(
        fc.constant(name),
        fc.constantFrom(`${name}[]`, `${name}[a]`, name.toUpperCase(), `${name}%00`),
      ),
      often(value, hostileText).chain(encoded),
    );
  });
  const unknown = fc.tuple(hostileText.chain(encoded), hostileText.chain(encoded));
  // The same one may come twice.
  const pairs =
    known.length === 0 ? unknown : fc.oneof({ weight: 30, arbitrary: fc.oneof(...known) }, unknown);
  return fc
    .array(pairs, { maxLength: 4 })
    .map((all) => all.map(([name, value]) => `${name}=${value}`).join('&'));
}

function headersOf(parameters: Declared['parameters']): fc.Arbitrary<Record<string, string>> {
  const own = Object.fromEntries(
    parameters.map(({ name, schema }) => [
      name,
      often(textOf(schema), hostileText).map(headerText),
    ]),
  );
  const any = {
    accept: fc.constantFrom('*/*', 'text/html', 'application/json;q=0'),
    'accept-encoding': fc.constantFrom('gzip', 'br, gzip;q=0.5', 'identity;q=0, *;q=0', 'gzip, '),
    authorization: hostileText.map(headerText),
    origin: fc.constantFrom('null', 'http://a.example', 'x'.repeat(300)),
    'x-forwarded-for': fc.constantFrom('1.2.3.4', '::1, x', ','),
    'x-request-id': hostileText.map(headerText),
    'if-none-match': hostileText.map(headerText),
  };
  return (
    fc
      .oneof(
        { weight: 3, arbitrary: fc.record<Record<string, string>>(own, { requiredKeys: [] }) },
        {
          weight: 1,
          arbitrary: fc.record<Record<string, string>>({ ...any, ...own }, { requiredKeys: [] }),
        },
      )
      // CAST: those that are left out are not there at all.
      .map((headers) => headers as Record<string, string>)
  );
}

function bodyOf(schema: Schema): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: valueOf(schema, 0).map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: fc.json() },
    {
      weight: 1,
      arbitrary: fc.oneof(
        hostileText,
        fc.constantFrom(
          '[',
          '{"a":',
          '[['.repeat(5_000),
          '"x"'.repeat(40_000),
          '\uFEFF{}',
          '{"__proto__":{}}',
        ),
      ),
    },
  );
}

/** A value of a schema, now and then with something else in it. */
function valueOf(given: Schema, depth: number): fc.Arbitrary<unknown> {
  const schema = resolved(given);
  const other = fc.oneof(hostileText, fc.jsonValue({ maxDepth: 2 }));
  return often<unknown>(rightValueOf(schema, depth), other);
}

function rightValueOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices && depth < 5) return fc.oneof(...choices.map((choice) => valueOf(choice, depth + 1)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.type === 'object' && schema.properties && depth < 5) {
    const fields = Object.entries(schema.properties).map(
      ([name, field]) => [name, valueOf(field, depth + 1)] as const,
    );
    const requiredKeys = schema.required ?? [];
    return fc.oneof(
      fc.record(Object.fromEntries(fields), { requiredKeys }),
      fc.record({ ...Object.fromEntries(fields), nonsense: fc.constant(1) }, { requiredKeys: [] }),
    );
  }
  if (schema.type === 'array' && schema.items) {
    return fc.array(valueOf(schema.items, depth + 1), { maxLength: 5 });
  }
  if (schema.example !== undefined) return fc.constant(schema.example);
  if (schema.type === 'integer') return fc.integer();
  if (schema.type === 'number') return fc.double();
  if (schema.type === 'boolean') return fc.boolean();
  return schema.type === 'null' ? fc.constant(null) : fc.string();
}

/** A parameter's text: of a list one value or several. */
function textOf(given: Schema): fc.Arbitrary<string> {
  const schema = resolved(given);
  if (schema.type === 'array' && schema.items) {
    const example = Array.isArray(schema.example) ? [fc.constant(schema.example.join(','))] : [];
    const list = fc.array(textOf(schema.items), { minLength: 1, maxLength: 4 });
    return fc.oneof(
      list.map((values) => values.join(',')),
      ...example,
    );
  }
  if (schema.type === 'integer') return fc.integer({ min: -5, max: 150 }).map(String);
  return rightValueOf(schema, 0).map(String);
}

/** Percent-encoded as it should be, twice, or not as UTF-8. */
function encoded(text: string): fc.Arbitrary<string> {
  // A lone surrogate has no encoding.
  const once = encodeURIComponent(Buffer.from(text).toString());
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(once) },
    { weight: 1, arbitrary: fc.constant(encodeURIComponent(once)) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('%FF', '%C0%80', '%ED%A0%80', '%', '%zz', '+', '%2F', '%00')
        .map((end) => once + end),
    },
  );
}

/** What HTTP lets through in a header. */
function headerText(text: string): string {
  return text.replaceAll(/[^\t\x20-\x7E\x80-\xFF]/g, '?').slice(0, 1_000);
}

const often = <T>(usual: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: seldom });

import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { answerFaults } from '../test/contract/answer-faults.ts';
import { answerCalls, examplesOf, type Answered } from '../test/contract/example-answers.ts';
import { uncalled } from '../test/contract/calls.ts';
import { fillExampleDatabase } from '../test/contract/example-database.ts';
import { createDatabase } from '../test/database.ts';
import { documented } from '../test/documented.ts';
import { openApiText } from '../test/openapi-text.ts';
import committed from './examples.json' with { type: 'json' };

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  example?: unknown;
  schema: Schema;
}
interface Schema {
  type?: string;
  description?: string;
  example?: unknown;
  enum?: unknown[];
  const?: unknown;
  format?: string;
  maxLength?: number;
  maximum?: number;
  maxItems?: number;
  items?: Schema;
}
interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  parameters?: Parameter[];
  responses: Record<string, { description?: string; content?: Record<string, object> }>;
}
// CAST: what the document generator makes.
const document = JSON.parse(openApiText()) as {
  openapi: string;
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    route: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    operation,
  })),
);
const declared = operations.flatMap(({ route, operation }) =>
  Object.keys(operation.responses).map((status) => `${route} ${status}`),
);
const parameters = operations.flatMap(({ route, path, operation }) =>
  (operation.parameters ?? []).map((parameter) => ({ route, path, parameter })),
);

describe('every route', () => {
  let examples: Answered[] = [];
  let answered: Answered[] = [];
  beforeAll(async () => {
    const ends: (() => Promise<void>)[] = [];
    const [filled, empty] = [
      await createDatabase((end) => void ends.push(end)),
      await createDatabase((end) => void ends.push(end)),
    ];
    await fillExampleDatabase(filled.db);
    examples = await answerCalls({ filled, empty });
    answered = [
      ...examples,
      ...(await answerFaults(filled.db, operations, (key) => declared.includes(key))),
    ];
    return async () => {
      for (const end of ends) await end();
    };
  });

  test('answers each of its statuses, or says which test has it do so', () => {
    const called = new Set(answered.map(({ key }) => key));
    const silent = declared.filter((key) => !called.has(key) && !Object.hasOwn(uncalled, key));
    expect(silent, 'add a call to test/contract/calls.ts').toEqual([]);
    const needless = Object.keys(uncalled).filter(
      (key) => called.has(key) || !declared.includes(key),
    );
    expect(needless, 'uncalled names only what is declared and not called').toEqual([]);
  });

  test('answers as its declaration says', async () => {
    for (const { call, response } of answered) {
      const { method, path, status } = call;
      expect({ path, status: response.status }).toEqual({ path, status });
      await documented(path, response.clone(), method);
    }
  });

  test('has an example that is a real answer, and fresh', async () => {
    expect(await examplesOf(examples), 'run npm run openapi').toEqual(committed);
  });
});

describe('the document', () => {
  test('is of OpenAPI 3.1, and its schemas are ones of JSON Schema 2020-12', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const ajv = new Ajv2020({ strict: false, validateFormats: false, validateSchema: true });
    expect(() => ajv.addSchema(document, 'openapi')).not.toThrow();
    const references = [...openApiText().matchAll(/"\$ref": "([^"]+)"/g)].map(([, to]) => to);
    for (const reference of new Set(references)) {
      expect(() => ajv.compile({ $ref: `openapi${reference}` }), reference).not.toThrow();
    }
  });

  test('names every operation, each by a name of its own, and sorts it under a tag that it explains', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.filter((id) => id === undefined || !/^[a-z][A-Za-z]+$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(document.tags.map(({ name }) => name));
    const untagged = operations.filter(
      ({ operation: { tags = [], summary } }) =>
        !summary || tags.length !== 1 || !tags.every((tag) => known.has(tag)),
    );
    expect(untagged.map(({ route }) => route)).toEqual([]);
  });

  test('declares the parameters of every path', () => {
    for (const { path, operation } of operations) {
      const own = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
      expect(own.map(({ name }) => name).toSorted(), path).toEqual(named.toSorted());
      expect(own.filter(({ required }) => !required)).toEqual([]);
    }
  });

  test('describes every parameter, with an example and a limit', () => {
    const lacking = parameters.flatMap(({ route, parameter }) => {
      const { schema, name } = parameter;
      const lacks = [
        parameter.description || schema.description ? null : 'description',
        hasExample(parameter) || isClosed(schema) ? null : 'example',
        isLimited(schema) ? null : 'limit',
      ].filter((what) => what !== null);
      return lacks.length > 0 ? [`${route} ${name} lacks ${lacks.join(', ')}`] : [];
    });
    expect(lacking).toEqual([]);
  });
});

/** A cursor is opaque, and of one list alone. */
function hasExample({ name, example, schema }: Parameter): boolean {
  return name === 'cursor' || example !== undefined || schema.example !== undefined;
}

function isClosed({ enum: values, const: value }: Schema): boolean {
  return values !== undefined || value !== undefined;
}

function isLimited(schema: Schema): boolean {
  if (isClosed(schema) || schema.type === 'boolean') return true;
  if (schema.type === 'array') {
    return schema.maxItems !== undefined && schema.items !== undefined && isLimited(schema.items);
  }
  return schema.maxLength !== undefined || schema.maximum !== undefined;
}

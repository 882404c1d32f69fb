import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { openApiText } from './openapi-text.ts';

/** The parts of the OpenAPI document that the client's types come from. */
interface Document {
  paths: Record<string, Record<string, Declared>>;
  components: { schemas: Record<string, JSONSchema> };
}
interface Declared {
  operationId: string;
  summary?: string;
  parameters?: {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    schema: JSONSchema;
  }[];
  requestBody?: { content: Record<string, { schema: JSONSchema }> };
  responses: Record<string, { content?: Record<string, { schema: JSONSchema }> }>;
}

const banner = '// Generated from docs/openapi.json by `npm run client`: do not edit.';

/** The types of the client, as they are committed: every named schema of the document, and `Routes` by operation id. */
export async function clientTypes(): Promise<string> {
  // CAST: what the document generator makes.
  const document = JSON.parse(openApiText()) as Document;
  const routes = Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .map((declared) => [declared.operationId, routeSchema(declared)] as const);
  const schema = {
    ...object(Object.fromEntries(routes)),
    definitions: document.components.schemas,
  };
  const text = await compile(referToDefinitions(schema), 'Routes', {
    bannerComment: banner,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: true,
    style: { singleQuote: true, printWidth: 100, trailingComma: 'all', bracketSpacing: true },
  });
  // The compiler says of each where it is used.
  return text
    .replaceAll(
      /\n \*\n \* This \w+ was referenced by [^*]*\n \* via the `definition` "\w+"\./g,
      '',
    )
    .replaceAll(
      /\/\*\*\n \* This \w+ was referenced by [^*]*\n \* via the `definition` "\w+"\.\n \*\/\n/g,
      '',
    );
}

function routeSchema({ summary, parameters = [], requestBody, responses }: Declared): JSONSchema {
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const body = requestBody?.content['application/json']?.schema;
  const answer = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, { content }]) => Object.values(content ?? {}).map(({ schema }) => schema))[0];
  return {
    ...object({
      ...(of('path').length > 0 && { path: parameterSchema(of('path')) }),
      ...(of('query').length > 0 && { query: parameterSchema(of('query')) }),
      ...(body && { body }),
      ...(answer && { answer }),
    }),
    ...(summary && { description: summary }),
  };
}

function parameterSchema(parameters: NonNullable<Declared['parameters']>): JSONSchema {
  return {
    ...object(
      Object.fromEntries(
        parameters.map(({ name, description, schema }) => [
          name,
          { ...(description && { description }), ...schema },
        ]),
      ),
    ),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
  };
}

function object(properties: Record<string, JSONSchema>): JSONSchema {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** The compiler names types by where it finds them, and knows `definitions` only. */
function referToDefinitions(schema: JSONSchema): JSONSchema {
  const text = JSON.stringify(schema).replaceAll('#/components/schemas/', '#/definitions/');
  // CAST: only references changed.
  return JSON.parse(text) as JSONSchema;
}

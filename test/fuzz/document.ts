import { openApiText } from '../openapi-text.ts';

/** A JSON Schema, as far as values are made of it. */
export interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  const?: unknown;
  example?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/** What the document declares of one method of one path. */
export interface Declared {
  method: string;
  path: string;
  parameters: {
    name: string;
    in: 'query' | 'path' | 'header';
    required: boolean;
    schema: Schema;
  }[];
  /** Of the JSON body; null if it takes none. */
  body: Schema | null;
}

interface Operation {
  parameters?: (Omit<Declared['parameters'][number], 'required'> & { required?: boolean })[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

// CAST: what the document generator makes.
const document = JSON.parse(openApiText()) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

/** Every operation of the OpenAPI document. */
export const declared: readonly Declared[] = Object.entries(document.paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters: parameters.map((parameter) => ({
        ...parameter,
        required: parameter.required === true,
      })),
      body: requestBody?.content['application/json']?.schema ?? null,
    })),
);

/** The schema that a reference leads to. */
export function resolved(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (document.components.schemas[name] ?? {});
}

// The OpenAPI document as programs get it, with the shapes that the reference reads of it.
import { toOpenApi } from '../../http/openapi/document.ts';

export interface ShownSchema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  items?: ShownSchema;
  prefixItems?: ShownSchema[];
  anyOf?: ShownSchema[];
  allOf?: ShownSchema[];
  properties?: Record<string, ShownSchema>;
  required?: string[];
  additionalProperties?: boolean | ShownSchema;
  description?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  default?: unknown;
}

export interface ShownParameter {
  $ref?: string;
  name: string;
  in: 'query' | 'path' | 'header';
  description: string;
  schema: ShownSchema;
  example: unknown;
  explode?: boolean;
}

type Content = Record<
  string,
  { schema: ShownSchema; example?: unknown; examples?: Record<string, { value: unknown }> }
>;

export interface ShownAnswer {
  $ref?: string;
  description: string;
  headers?: Record<string, unknown>;
  content?: Content;
}

export interface ShownCall {
  operationId: string;
  summary: string;
  tags: string[];
  security?: unknown[];
  parameters?: ShownParameter[];
  requestBody?: { content: Content };
  responses: Record<string, ShownAnswer>;
}

export interface Reference {
  info: { description: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, ShownCall>>;
  components: {
    schemas: Record<string, ShownSchema>;
    parameters: Record<string, ShownParameter>;
    headers: Record<string, { description: string }>;
    responses: Record<string, ShownAnswer>;
  };
}

export function readReference(): Reference {
  return JSON.parse(JSON.stringify(toOpenApi()));
}

/** What a reference within the document stands for, or the part itself. */
export function follow<T extends { $ref?: string }>(part: T, { components }: Reference): T {
  const [, kind, name] = /^#\/components\/(\w+)\/(.+)$/.exec(part.$ref ?? '') ?? [];
  return kind ? (components as unknown as Record<string, Record<string, T>>)[kind]![name!]! : part;
}

/** A path with an id in it that opens. */
export function toPlace(path: string, { components }: Reference): string {
  return path.replace('{id}', String(components.parameters['contact-id']!.example));
}

/** A path with a query of one parameter's example, as its style has it in an address. */
export function toExample(path: string, { name, example, explode }: ShownParameter): string {
  const values = Array.isArray(example) ? example.map(String) : [String(example)];
  const texts = explode ? values : [values.join(',')];
  const encode = (text: string) => encodeURIComponent(text).replaceAll('%2C', ',').replaceAll('%3A', ':');
  return `${path}?${texts.map((text) => `${name}=${encode(text)}`).join('&')}`;
}

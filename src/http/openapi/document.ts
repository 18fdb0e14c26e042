// The OpenAPI 3.1 document of the API, from the field table and the schemas that check what is sent.
import { LIMIT_WORDS, toHeaders } from './headers.ts';
import { toFilterParameters } from './parameters.ts';
import { toPaths } from './paths.ts';
import { toProblemResponses } from './problems.ts';
import { toSchemas } from './schemas.ts';

export function toOpenApi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kartei',
      version: '1',
      description: `Contacts at the edge: list, filter and sort by any field, page by page. ${LIMIT_WORDS}`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    tags: [
      { name: 'lists', description: 'Contacts, and what is told of many of them.' },
      { name: 'contacts', description: 'One contact, and writes.' },
      { name: 'service', description: 'What the service says of itself.' },
    ],
    paths: toPaths(),
    components: {
      schemas: toSchemas(),
      parameters: { ...toFilterParameters(), ...toOthers() },
      headers: toHeaders(),
      responses: toProblemResponses(),
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token that may read, or write; local development needs none.',
        },
      },
    },
  };
}

function toOthers(): Record<string, object> {
  const text = { type: 'string' };
  const toHeader = (name: string, description: string) => ({ name, in: 'header', description, schema: text });
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 }, example: 7 };
  return {
    'contact-id': { ...id, description: 'The id of a contact.' },
    'If-None-Match': toHeader('If-None-Match', 'An entity tag that the client has: 304 where it is still right.'),
    'If-Match': toHeader('If-Match', 'The entity tag of the contact as the client knows it: 412 where it has changed.'),
    'Idempotency-Key': toHeader('Idempotency-Key', 'Makes it safe to send again within 24 hours.'),
  };
}

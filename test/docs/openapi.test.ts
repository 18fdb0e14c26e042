// The OpenAPI document is sound; that it is true is in ../seed/openapi.test.ts.
import { compileErrors, validate } from '@readme/openapi-parser';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { toOpenApi } from '../../src/http/openapi/document.ts';

it('the OpenAPI document passes two validators', async () => {
  const document = JSON.parse(JSON.stringify(toOpenApi()));
  const sound = await new Validator().validate(structuredClone(document));
  expect([sound.valid, sound.errors ?? []]).toEqual([true, []]);
  const result = await validate(structuredClone(document));
  expect(result.valid ? '' : compileErrors(result)).toBe('');
});

// Lines of CSV from contacts as JSON: as they are written of values, whether the text was taken as it is or read.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELDS, type FieldName } from '../../../src/contact/fields.ts';
import { toCsvWriter } from '../../../src/list/export/csv.ts';
import { toPlainReader } from '../../../src/list/export/plain.ts';
import { runs } from '../../support/runs.ts';

const NAMES: FieldName[] = ['first_name', 'points', 'gender', 'phone_number', 'city', 'birthday', 'id'];
const PARTS = [
  'a',
  'null',
  '王',
  'ø',
  '"',
  ',',
  '\\',
  '\r',
  '\n',
  '\t',
  '\0',
  '=',
  '+',
  '-',
  '@',
  '#',
  '＝',
  '＋',
  '－',
  '＠',
  "'",
  '\u2028',
  '[[',
  ']',
  ' ',
];
const Text = fc.array(fc.constantFrom(...PARTS), { maxLength: 4 }).map((parts) => parts.join(''));
const Row = fc.tuple(
  ...NAMES.map((name) => {
    const { type, nullable } = FIELDS[name];
    const value: fc.Arbitrary<string | number> = type === 'integer' ? fc.oneof(fc.nat(), fc.integer()) : Text;
    return nullable ? fc.option(value) : value;
  }),
);
describe('a contact as CSV', () => {
  it.each([false, true])('is the line of its values (raw: %s)', (isRaw) => {
    const { toLine, toContactLine } = toCsvWriter(NAMES, { isRaw });
    fc.assert(
      fc.property(Row, (values) => {
        expect(toContactLine(JSON.stringify(values))).toBe(toLine(values));
      }),
      { numRuns: runs(300) },
    );
  });

  it('is taken as it is where nothing in it has a meaning of its own', () => {
    const readPlain = toPlainReader(['first_name', 'points', 'phone_number'], [true, false, false]);
    const read = (...values: unknown[]) => readPlain(JSON.stringify(values));
    expect(read('null', 1, '+47')).toBe('null,1,+47');
    expect(read("O'Neil 王", 0, null)).toBe("O'Neil 王,0,");
    for (const name of ['a,b', '"', 'a\\', '\n', '=1', '＋', '#end'])
      expect([name, read(name, 1, null)]).toEqual([name, null]);
  });
});

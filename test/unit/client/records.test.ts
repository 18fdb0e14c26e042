// The text of an export, cut anywhere.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutRecords, toHead, toMarker, toRecordId } from '../../../src/client/records.ts';
import { toCsvWriter } from '../../../src/list/export/csv.ts';
import { runs } from '../../support/runs.ts';

const Name = fc
  .array(fc.constantFrom('a', '"', ',', '\r', '\n', '\r\n', '#end,rows=1', 'ø'))
  .map((parts) => parts.join(''));

describe('the records of CSV', () => {
  it('are found whole, with their ids, wherever the text is cut', () => {
    const { head, toLine } = toCsvWriter(['last_name', 'id', 'city'], { isRaw: false });
    const Rows = fc.array(fc.record({ last_name: Name, id: fc.nat(), city: Name }));
    fc.assert(
      fc.property(Rows, fc.array(fc.nat({ max: 200 })), (rows, cuts) => {
        const lines = rows.map(({ last_name, id, city }) => toLine([last_name, id, city]));
        const text = head + lines.join('');
        const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
        let rest = '';
        const records: string[] = [];
        for (const [at, from] of places.slice(0, -1).entries()) {
          const cut = cutRecords(rest + text.slice(from, places[at + 1]), 'csv');
          rest = cut.rest;
          records.push(...cut.records);
        }
        expect([records, rest]).toEqual([[head, ...lines], '']);
        expect(records.slice(1).map((record) => toRecordId(record, 'csv', toHead(head)))).toEqual(
          rows.map(({ id }) => id),
        );
        expect(records.map(toMarker)).toEqual(records.map(() => null));
      }),
      { numRuns: runs(100) },
    );
  });

  it.each([
    ['#end,rows=3,version=a.1,started=a.1\r\n', { rows: 3 }],
    ['#next,/v1/contacts/export?place=x&started=a.1\r\n', { next: '/v1/contacts/export?place=x&started=a.1' }],
    ['{"#end":{"rows":3,"version":"a.1","started":"a.1"}}\n', { rows: 3 }],
    ['{"#next":"/v1/contacts/export?place=x"}\n', { next: '/v1/contacts/export?place=x' }],
    ['"#end,rows=3",1\r\n', null],
    ['{"id":1,"city":"#end"}\n', null],
  ])('and its last line are told apart: %j', (record, marker) => {
    expect(toMarker(record)).toEqual(marker);
  });
});

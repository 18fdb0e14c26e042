// The sort that was asked for, made total: which keys are left out, and which break ties.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_NAMES, FIELDS } from '../../src/contact/fields.ts';
import { reverse, type SortKey, toTotalOrder } from '../../src/query/order.ts';
import { parseListQuery } from '../../src/query/query.ts';
import { runs } from '../support/runs.ts';

const spell = (order: SortKey[]) => order.map(({ field, descending }) => (descending ? '-' : '') + field).join();

describe('a total order', () => {
  it.each([
    ['', 'id'],
    ['sort=-id', '-id'],
    ['sort=customer_id', 'customer_id'],
    ['sort=relationship_id', 'relationship_id'],
    ['sort=last_name', 'last_name,id'],
    ['sort=-created', '-created,-id'],
    ['sort=address_id', 'address_id,id'],
    ['sort=-city', '-city,-address_id,-id'],
    ['sort=points', 'points,id'],
    ['sort=-points,last_name', '-points,last_name,id'],
    ['sort=last_name,-points', 'last_name,-points,-id'],
    ['sort=city,address_id', 'city,address_id,id'],
    ['sort=city,-address_id', 'city,-address_id,-id'],
    ['sort=id,points', 'id'],
    ['sort=gender,customer_id,points', 'gender,customer_id'],
    ['sort=country,points&country=NO', 'points,id'],
    ['sort=country,points&country.in=no,NO', 'points,id'],
    ['sort=country,points&country.in=no,se', 'country,points,id'],
    ['sort=gender,points&gender.null=true', 'points,id'],
    ['sort=gender,points&gender.null=false', 'gender,points,id'],
    ['sort=country&country=NO', 'country,address_id,id'],
    ['sort=-country,city&country=NO&city=Oslo', 'city,address_id,id'],
    ['sort=id&id=5', 'id'],
    ['sort=created&created=2025-01-31', 'created,id'],
    ['sort=points&points.gt=5&points.lt=3', 'points,id'],
  ])('of %s is %s', (search, order) => {
    expect(spell(parseListQuery(search).order)).toBe(order);
  });

  it('begins with what was asked, ends with a key that no two contacts share, and names no field twice', () => {
    const sort = fc.uniqueArray(fc.record({ field: fc.constantFrom(...FIELD_NAMES), descending: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
      selector: ({ field }) => field,
    });
    fc.assert(
      fc.property(sort, (sort) => {
        const order = toTotalOrder(sort, {});
        const asked = Math.min(sort.length, order.length);
        expect(order.slice(0, asked)).toEqual(sort.slice(0, asked));
        expect(FIELDS[order.at(-1)!.field].unique).toBe(true);
        for (const { field } of order.slice(0, -1)) expect(FIELDS[field].unique).toBe(false);
        expect(new Set(order.map(({ field }) => field)).size).toBe(order.length);
        for (const { descending } of order.slice(sort.length)) expect(descending).toBe(sort.at(-1)!.descending);
      }),
      { numRuns: runs(200) },
    );
  });

  it('backwards has the same keys the other way, and forwards again is itself', () => {
    const { order } = parseListQuery('sort=-points,city');
    expect(spell(reverse(order))).toBe('points,-city,-address_id,-id');
    expect(reverse(reverse(order))).toEqual(order);
  });
});

// What `npm run token` writes down: names and hashes, which the deployment then takes.
import { describe, expect, it } from 'vitest';
import { add, drawToken, type Entry, type Ledger, describe as list, parseLedger, remove, rotate, toLedgerName, toSecrets, toText } from '../../seed/token/ledger.ts'; // biome-ignore format: short
import { requireToken, toNamedDigests } from '../../src/http/access/tokens.ts';

const made = '2026-11-22';
const draw = (name: string, right: Entry['right'] = 'read') => {
  const { token, hash } = drawToken(right);
  return { token, entry: { name, right, made, hash } };
};

/** Who a token's user is to a deployment that has these tokens. */
function callerBy(token: string, ledger: Ledger) {
  const { READ_TOKENS, WRITE_TOKENS } = toSecrets(ledger);
  const holders = { readers: toNamedDigests(READ_TOKENS ?? ''), writers: toNamedDigests(WRITE_TOKENS ?? '') };
  return requireToken(holders, `Bearer ${token}`, 'read');
}

describe('a token that is written down', () => {
  it('lets in whom it was made for, by name and right', () => {
    const [reports, ada] = [draw('reports'), draw('ada.l-1_x', 'write')];
    const ledger = parseLedger(toText(add(add([], reports.entry), ada.entry)));
    expect(callerBy(reports.token, ledger)).toMatchObject({ name: 'reports', right: 'read' });
    expect(callerBy(ada.token, ledger)).toMatchObject({ name: 'ada.l-1_x', right: 'write' });
    expect(toText(ledger)).not.toContain(ada.token);
  });

  it('goes on beside the one that takes its place, until it is retired or its name revoked', () => {
    const old = draw('reports', 'write');
    const other = draw('other');
    const { ledger, token } = rotate(add(add([], old.entry), other.entry), 'reports', made);
    for (const each of [old.token, token])
      expect(callerBy(each, ledger)).toMatchObject({ name: 'reports', right: 'write' });
    expect(list(ledger)).toContain(`${old.entry.hash.slice(0, 8)}…  has a newer one: --retire reports`);
    const retired = remove(ledger, 'reports', true);
    expect(() => callerBy(old.token, retired)).toThrow('valid token');
    expect(callerBy(token, retired).name).toBe('reports');
    const revoked = remove(ledger, 'reports', false);
    expect(() => callerBy(token, revoked)).toThrow('valid token');
    expect(toSecrets(revoked)).toEqual({ READ_TOKENS: `other:${other.entry.hash}`, WRITE_TOKENS: null });
  });

  it('has a name that can be one, once, and leaves somebody in', () => {
    const { entry } = draw('ada');
    for (const name of ['', 'Ada', 'a b', 'a,b', 'a:b', '-a', 'a'.repeat(41)])
      expect(() => add([], { ...entry, name })).toThrow('A name has');
    expect(() => add([], { ...entry, hash: 'x' })).toThrow('A name has');
    expect(() => add([entry], draw('ada').entry)).toThrow('--rotate ada');
    expect(() => remove([entry], 'eve', false)).toThrow('No token is called eve');
    expect(() => toSecrets(remove([entry], 'ada', false))).toThrow('No token would be left');
  });

  it('is in a file of the form that it was written in', () => {
    for (const text of ['', '{}', '[1]', '[{ "name": "ada" }]'])
      expect(() => parseLedger(text)).toThrow('no list of tokens');
    expect(list([])).toContain('No token has a name yet');
  });
});

it('is written down in a file of its environment', () => {
  expect([toLedgerName('production'), toLedgerName('staging')]).toEqual(['tokens.json', 'tokens.staging.json']);
});

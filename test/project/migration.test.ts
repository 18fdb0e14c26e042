// Each migration runs on a live database of millions of contacts, and is one call of 30 seconds at D1: it expands the schema
// and leaves the rest to later. Nothing is rewritten, and an index of a large table has a migration to itself.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../migrations');
const LARGE = '(address|app_user|customer_relationship)';
/** Those before are of the time before the first deployment: they ran on empty databases only. */
const FIRST_NUMBER = 12;

/** What a statement must not do to a large table, and why. Triggers work on one row and are not looked into. */
const REFUSED: [why: string, pattern: RegExp][] = [
  ['drops a table or what others still read', new RegExp(`^(drop table( if exists)?|alter table) ${LARGE}\\b(?! add\\b)`)],
  ['copies a table', /^create table (\S*__new_|.* as select )/],
  ['adds a column that every row is read for', new RegExp(`^alter table ${LARGE} add\\b.*\\b(check|generated|unique|references)\\b`)],
  ['changes all rows', new RegExp(`^(update( or \\w+)?|delete from) ${LARGE}\\b`)],
  ['reads all rows', new RegExp(`^(insert|replace|update)\\b.*\\b(from|join) ${LARGE}\\b`)],
  ['builds anew what an index of text holds', /^insert into \w+ ?\(\w+\) values ?\('(rebuild|optimize)'\)/],
]; // biome-ignore format: a table

/** The faults of a migration. */
function findFaults(sql: string): string[] {
  const statements = sql
    .split('--> statement-breakpoint')
    .map((text) => text.replace(/--.*$/gm, '').replace(/[`"]/g, '').replace(/\s+/g, ' ').trim().toLowerCase())
    .filter((text) => text !== '' && !text.startsWith('create trigger'));
  const faults = REFUSED.flatMap(([why, pattern]) => (statements.some((text) => pattern.test(text)) ? [why] : []));
  const indexing = statements.filter((text) => new RegExp(`^create (unique )?index .* on ${LARGE}\\b`).test(text));
  if (indexing.length > 0 && statements.length > 1) faults.push('has an index of a large table, and more');
  return faults;
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.sql')).sort(); // biome-ignore format: short

describe('a migration', () => {
  it.each(files.filter((name) => Number.parseInt(name, 10) >= FIRST_NUMBER))('may run on live data: %s', (name) => {
    expect(findFaults(readFileSync(join(FOLDER, name), 'utf8'))).toEqual([]);
  });

  it('has a number of its own, and those before the first deployment stay what they are', () => {
    const numbers = files.map((name) => Number.parseInt(name, 10));
    expect(new Set(numbers).size).toBe(files.length);
    expect(numbers.slice(0, FIRST_NUMBER)).toEqual(Array.from({ length: FIRST_NUMBER }, (_, at) => at));
  });

  // biome-ignore format: a table
  it.each([
    ['DROP TABLE `address`', 'drops a table or what others still read'],
    ['ALTER TABLE `app_user` DROP COLUMN `words`', 'drops a table or what others still read'],
    ['ALTER TABLE `app_user` RENAME TO `person`', 'drops a table or what others still read'],
    ['CREATE TABLE `__new_app_user` (`id` integer)', 'copies a table'],
    ['ALTER TABLE `app_user` ADD `age` integer CHECK (`age` > 0)', 'adds a column that every row is read for'],
    ['UPDATE `app_user` SET `words` = `words`', 'changes all rows'],
    ['DELETE FROM address WHERE city = `Oslo`', 'changes all rows'],
    ['INSERT INTO word SELECT words, 1 FROM app_user', 'reads all rows'],
    ["INSERT INTO contact_word (contact_word) VALUES ('rebuild')", 'builds anew what an index of text holds'],
    ['CREATE INDEX `a` ON `app_user` (`words`);\n--> statement-breakpoint\nCREATE INDEX `b` ON `address` (`words`);', 'has an index of a large table, and more'],
  ])('is refused: %s', (sql, fault) => {
    expect(findFaults(sql)).toEqual([fault]);
  });

  // biome-ignore format: a table
  it.each([
    ['ALTER TABLE `app_user` ADD `nickname` text'],
    ["ALTER TABLE `app_user` ADD `nickname` text DEFAULT '' NOT NULL"],
    ['CREATE INDEX `app_user_nickname` ON `app_user` (`nickname`);'],
    ['CREATE TABLE `audit` (`id` integer PRIMARY KEY);--> statement-breakpoint\nCREATE INDEX `audit_at` ON `audit` (`at`);'],
    ['CREATE TRIGGER t AFTER DELETE ON app_user BEGIN UPDATE app_user SET words = words WHERE id = OLD.id; END;'],
  ])('may be: %s', (sql) => {
    expect(findFaults(sql)).toEqual([]);
  });
});

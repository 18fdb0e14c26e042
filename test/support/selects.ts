// The SELECTs of a statement that read a table of contacts, and which of them nothing ends: each must have a LIMIT of its
// own and test no row that the LIMIT does not count, end at the boundary, or read by a key.

const TABLES = 'app_user|address|customer_relationship|contact_word';

/** What each unbounded SELECT says, shortened. */
export function findUnbounded(sql: string): string[] {
  return toSelects(sql).filter(isUnbounded);
}

/** Every SELECT, what stands in parentheses in it shortened to `()`, but for what the boundary is. */
function toSelects(sql: string): string[] {
  const open: string[] = [''];
  const closed: string[] = [];
  for (const token of sql.match(/'(?:[^']|'')*'|"[^"]*"|[()]|[^'"()]+/g) ?? []) {
    if (token === '(') open.push('');
    else if (token === ')') {
      const inner = open.pop()!;
      closed.push(inner);
      open[open.length - 1] += / from boundary$/.test(inner) ? '(boundary)' : '()';
    } else open[open.length - 1] += token.startsWith("'") ? "''" : token;
  }
  return [...open, ...closed]
    .flatMap((text) => text.split(' union all '))
    .map((text) => text.replace(/\s+/g, ' ').trim());
}

function isUnbounded(select: string): boolean {
  const source = new RegExp(`^(?:with .*)?select .* from "?(${TABLES})"?(?: |$)`).exec(select);
  if (!source) return false;
  const [, conditions = ''] = /\bwhere (.*?)( order by .*| limit .*)?$/.exec(select) ?? [];
  if (/^"\w+"\."id" = [^ ]+( |$)/.test(conditions) || /^select max\(\)/.test(select)) return false;
  if (/[<>] coalesce\(\(boundary\)|[<>] coalesce\(\)/.test(select) && / limit \d+$/.test(select)) return false;
  const isTested = /(^| )(\(\)|instr\(\)|\+"|or )/.test(conditions.replace(/ in \(\)/g, ''));
  return isTested || !/ limit \d+( offset \d+)?$/.test(select);
}

// The list as text that other programs take: its address, a command that asks for it, its rows for a sheet.
import type { Cell } from '../model/answer.ts';
import { toColumns } from '../model/columns.ts';
import type { App, Copied } from '../view/app.ts';
import { toExportPath } from './exporting.ts';
import { toListPath } from './list.ts';
import { say } from './toast.ts';

const SAID = { csv: 'Link copied', link: 'Link copied', curl: 'Command copied', rows: 'Rows copied' };

/** What a program sends as proof: `cloudflared access token` prints the second. */
const PROOFS = { token: 'Authorization: Bearer $KARTEI_TOKEN', access: 'cf-access-token: $KARTEI_TOKEN' };

export async function copy(app: App, what: Copied): Promise<void> {
  try {
    await navigator.clipboard.writeText(toText(app, what));
    say(app, SAID[what]);
  } catch {
    say(app, 'The browser did not allow copying');
  }
}

function toText(app: App, what: Copied): string {
  if (what === 'link') return location.href;
  if (what === 'rows') return toRows(app);
  if (what === 'csv') return new URL(toExportPath(app, 'csv'), location.href).href;
  const token = app.session ? ` -H "${PROOFS[app.session]}"` : '';
  return `curl '${new URL(toListPath(app.place.value.search), location.href).href.replaceAll("'", '%27')}'${token}`;
}

/** Tabs between cells, as sheets paste them; what would break a cell becomes a space. */
function toRows({ list }: App): string {
  const { search, answer } = list.value;
  const columns = toColumns(search);
  const toCell = (value: Cell | undefined) => String(value ?? '').replace(/[\t\r\n]+/g, ' ');
  const rows = (answer?.data ?? []).map((person) => columns.map((name) => toCell(person[name])));
  return [columns, ...rows].map((row) => row.join('\t')).join('\n');
}

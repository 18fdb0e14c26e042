// What the page cost and whether it is whole: nothing is silently less.
import type { CostSaid } from '../../model/answer.ts';
import { toNumber } from '../../model/shown.ts';
import type { App } from '../app.ts';

export function Status({ app }: { app: App }) {
  const { answer, cost } = app.list.value;
  return (
    <p class="status">
      {cost && <span title="Time of the database and what it read">{toCostWords(cost)}</span>}
      {answer?.meta?.warning && <strong>{answer.meta.warning.detail}</strong>}
    </p>
  );
}

/** Explains a page that the work budget ended, and goes on from there. */
export function Partial({ app }: { app: App }) {
  const { answer } = app.list.value;
  if (!answer?.page.partial || app.isBusy.value) return null;
  const { data, page } = answer;
  return (
    <p class="partial" role="note">
      {data.length === 0 ? 'No match so far. ' : `${toNumber(data.length)} of up to ${page.limit} rows so far. `}
      This filter is rare in this order, so a page is read in parts; none is left out.
      {page.next && (
        <button type="button" onClick={() => app.act.goOn()}>
          Go on looking
        </button>
      )}
    </p>
  );
}

function toCostWords({ milliseconds, rowsRead, source }: CostSaid): string {
  if (source === 'page') return 'kept in this page';
  const time =
    milliseconds === null || milliseconds < 0.1
      ? null
      : `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
  const rows = rowsRead === null || source === 'cache' ? null : `${toNumber(rowsRead)} rows read`;
  return [time, rows, source === 'cache' ? 'from the cache' : 'from the database']
    .filter((part) => part !== null)
    .join(' · ');
}

// Numbers by region and state or deployment in, a picture of them out: coloured squares.
import { draw } from './chart.ts';

/** Milliseconds by row (a region) and column (a state or a deployment); null where there is no number. */
export interface HeatMap {
  title: string;
  /** Which of the two the numbers are is part of the picture. */
  numbers: 'measured' | 'modelled';
  rows: string[];
  columns: string[];
  cells: (number | null)[][];
}

/** Coloured squares with their numbers. */
export function drawHeatMap({ title, numbers, rows, columns, cells }: HeatMap): Promise<string> {
  const values = rows.flatMap((row, down) =>
    columns.flatMap((column, across) => {
      const ms = cells[down]?.[across];
      return typeof ms === 'number' ? [{ row, column, ms }] : [];
    }),
  );
  const most = Math.max(...values.map(({ ms }) => ms));
  return draw({
    title: { text: title, subtitle: `${numbers}, milliseconds` },
    width: { step: 110 },
    height: { step: 26 },
    data: { values },
    encoding: {
      x: {
        field: 'column',
        type: 'nominal',
        sort: null,
        title: null,
        axis: { orient: 'top', labelAngle: 0, labelLimit: 105, grid: false },
      },
      y: { field: 'row', type: 'nominal', sort: null, title: null, axis: { grid: false } },
    },
    layer: [
      {
        mark: 'rect',
        encoding: {
          color: { field: 'ms', type: 'quantitative', scale: { type: 'log', scheme: 'blues' }, title: 'ms (log)' },
        },
      },
      {
        mark: { type: 'text', fontSize: 11 },
        encoding: {
          text: { field: 'ms', type: 'quantitative', format: ',.0f' },
          color: { condition: { test: `datum.ms > ${Math.sqrt(most) * 3}`, value: 'white' }, value: 'black' },
        },
      },
    ],
  });
}

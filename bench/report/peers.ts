// The committed results of what Kartei and its peers were asked alike in, their tables of src/docs/numbers.md out. Pure.
import { toMarkdownTable, toShort, toTimes } from './format.ts';
import { type Result, toWhere } from './result.ts';

export function toPeerLines(results: Result[]): string[] {
  const peers = results.find(({ kind }) => kind === 'peers');
  if (!peers) return ['Not measured yet: `npm run bench -- --peers postgres`.'];
  const { scenarios, measurements, versions } = peers;
  const others = [...new Set(measurements.map(({ subject }) => subject))].filter((subject) => subject !== 'kartei');
  const rows = scenarios.map(({ name }) => {
    const own = measurements.filter((one) => one.name === name);
    const find = (subject: string) => own.find((one) => one.subject === subject)?.summary.median;
    const ours = own.find(({ subject }) => subject === 'kartei')!;
    const cells = others.map((subject) => {
      const theirs = find(subject);
      return theirs === undefined ? '' : `${toShort(theirs)} (${toTimes(theirs / ours.summary.median)})`;
    });
    const unit = ours.unit === 'ms' ? '' : ` ${ours.unit}`;
    const requests = String(ours.seen?.requests ?? '');
    return [
      name,
      `${toShort(ours.summary.median)}${unit}`,
      ours.rowsRead?.toLocaleString('en') ?? '',
      requests,
      ...cells,
    ];
  });
  const head = ['', 'Kartei', 'rows read at most', 'requests at most', ...others];
  return [
    `${toWhere(peers)}, PostgreSQL ${versions.postgres}: medians in milliseconds.`,
    '',
    ...toMarkdownTable(head, rows),
  ];
}

export function toQuestionLines(results: Result[]): string[] {
  const questions = results.find(({ kind }) => kind === 'questions');
  if (!questions) return ['Not measured yet: `npm run bench -- --suite questions`.'];
  const rows = [...Map.groupBy(questions.measurements, ({ subject }) => subject)].map(
    ([subject, [alone, together]]) => {
      const { median, p99, max } = alone!.summary;
      const { requests, several } = alone!.seen!;
      const times = [median, p99 ?? max, max].map(toShort);
      return [subject, ...times, String(requests), String(several), toShort(together!.summary.median)];
    },
  );
  const [first] = questions.measurements;
  const head = ['', 'median, ms', 'p99', 'most', 'requests at most', 'took several', 'a second, 8 clients'];
  return [`${first!.summary.count} random questions, ${toWhere(questions)}.`, '', ...toMarkdownTable(head, rows)];
}

// How far a long work is, shown while it goes on: a bar with rate and time left in a terminal, else a line now and then.
import { SingleBar } from 'cli-progress';

export type Progress = { update: (done: number) => void; stop: () => void };
export type ProgressOptions = { label: string; total: number; done: number; quiet: boolean };

const LINE_SECONDS = 5;

/** Starts to show the progress of `total` things, of which `done` were done before. */
export function createProgress({ label, total, done: before, quiet }: ProgressOptions): Progress {
  if (quiet) return { update: () => {}, stop: () => {} };
  const started = performance.now();
  const measure = (done: number) => {
    const seconds = (performance.now() - started) / 1000;
    const rate = (done - before) / Math.max(seconds, 0.001);
    return { seconds, rate: formatCount(rate), left: formatSeconds((total - done) / Math.max(rate, 0.001)) };
  };
  return process.stdout.isTTY ? showBar(label, total, before, measure) : printLines(label, total, before, measure);
}

type Measure = (done: number) => { seconds: number; rate: string; left: string };

function showBar(label: string, total: number, before: number, measure: Measure): Progress {
  const bar = new SingleBar({
    format: `${label.padEnd(8)} [{bar}] {percentage}% | {value}/{total} | {rate}/s | {left} left`,
    formatValue: (value, _, type) => (type === 'percentage' ? String(value) : formatCount(value)),
    hideCursor: true,
    stopOnComplete: false,
  });
  bar.start(total, before, { rate: '-', left: '-' });
  return { update: (done) => bar.update(done, measure(done)), stop: () => bar.stop() };
}

function printLines(label: string, total: number, before: number, measure: Measure): Progress {
  let printed = 0;
  return {
    update: (done) => {
      const { seconds, rate, left } = measure(done);
      if (seconds - printed < LINE_SECONDS) return;
      printed = seconds;
      console.log(`${label}: ${formatCount(done)} of ${formatCount(total)}, ${rate}/s, ${left} left`);
    },
    stop: () => {
      const { seconds, rate } = measure(total);
      console.log(`${label}: ${formatCount(total - before)} in ${formatSeconds(seconds)}, ${rate}/s`);
    },
  };
}

function formatCount(count: number): string {
  return count < 10 ? count.toFixed(1).replace('.0', '') : Math.round(count).toLocaleString('en');
}

function formatSeconds(seconds: number): string {
  return seconds < 90 ? `${seconds.toFixed(seconds < 10 ? 1 : 0)} s` : `${(seconds / 60).toFixed(1)} min`;
}

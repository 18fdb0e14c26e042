// Ranges of days that are often wanted, from today on. Pure.

export interface Preset {
  label: string;
  operator: 'gte' | 'eq' | 'between';
  value: string;
}

const DAY_MS = 86_400_000;

/** `today` as YYYY-MM-DD. */
export function toPresets(today: string): Preset[] {
  const back = (days: number) => new Date(Date.parse(today) - days * DAY_MS).toISOString().slice(0, 10);
  const year = Number(today.slice(0, 4));
  return [
    { label: 'Today', operator: 'eq', value: today },
    { label: 'Last 7 days', operator: 'gte', value: back(6) },
    { label: 'Last 30 days', operator: 'gte', value: back(29) },
    { label: 'This year', operator: 'between', value: `${year}-01-01,${year}-12-31` },
    { label: 'Last year', operator: 'between', value: `${year - 1}-01-01,${year - 1}-12-31` },
  ];
}

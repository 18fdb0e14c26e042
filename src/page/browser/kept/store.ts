// What this browser keeps for the page, as JSON; where it keeps nothing, what is read is what there is without.

export function read<T>(key: string, without: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? 'null') as T | null) ?? without;
  } catch {
    return without;
  }
}

export function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // nothing is kept in this browser
  }
}

// A misspelt name → the known name that it most likely stands for. Pure.
import { closest, distance } from 'fastest-levenshtein';

/** Longer names are cut before they are compared with known ones. */
const LONGEST_MISSPELT = 40;

/** The known name that a misspelt one most likely stands for, as an object to spread into a fault; empty if none is near. */
export function suggest(misspelt: string, known: readonly string[]): { suggestion?: string } {
  const typed = misspelt.toLowerCase().slice(0, LONGEST_MISSPELT);
  const nearest = closest(typed, known as string[]);
  const edits = distance(typed, nearest);
  const isNear = edits < nearest.length && edits <= Math.max(1, Math.floor(nearest.length / 3));
  return isNear ? { suggestion: nearest } : {};
}

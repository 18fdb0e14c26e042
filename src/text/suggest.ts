// A misspelt name → the known name that it most likely stands for. Pure.
import { countErrors } from './spelling.ts';

/** Longer names are cut before they are compared with known ones. */
const LONGEST_MISSPELT = 40;

/** The known name that a misspelt one most likely stands for, as an object to spread into a fault; empty if none is near. */
export function suggest(misspelt: string, known: readonly string[]): { suggestion?: string } {
  const typed = misspelt.toLowerCase().slice(0, LONGEST_MISSPELT);
  const { name, errors } = findNearest(typed, known);
  const isNear = errors < name.length && errors <= Math.max(1, Math.floor(name.length / 3));
  return isNear ? { suggestion: name } : {};
}

/** The first of those with the fewest errors. What alone the lengths tell to be farther is not compared. */
function findNearest(typed: string, known: readonly string[]): { name: string; errors: number } {
  let nearest = { name: '', errors: Number.POSITIVE_INFINITY };
  for (const name of known) {
    if (Math.abs(name.length - typed.length) >= nearest.errors) continue;
    const errors = countErrors(typed, name);
    if (errors < nearest.errors) nearest = { name, errors };
  }
  return nearest;
}

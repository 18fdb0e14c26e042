// The conditions that clients make of entity tags (RFC 9110, sections 8.8.3 and 13.1.2). Pure.

/** Whether an If-None-Match header names the tag, or `*`; compared weakly. */
export function noneMatchNames(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const opaque = (text: string) => text.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((candidate) => opaque(candidate) === opaque(tag));
}

/** Whether an If-Match header names the tag, or `*`; compared strongly: a weak tag is never the same. */
export function matchNames(header: string, tag: string): boolean {
  return header.trim() === '*' || header.split(',').some((candidate) => candidate.trim() === tag);
}

// Where copies of a contact may be once it is deleted, and until when: for whoever asks what is held on a person, and for the
// documentation, which has the same table. Pure.
import { AUDIT_DAYS } from '../../write/statements/audit.ts';

/** A place, what it holds, and until when after the contact is deleted. */
export interface CopyPlace {
  place: string;
  holds: string;
  until: string;
}

export const COPIES: readonly CopyPlace[] = [
  { place: 'tables of contacts, counts of values, listed words', holds: 'the contact', until: 'at once' },
  { place: 'answers stored for an Idempotency-Key', holds: 'the contact as it was answered', until: 'at once; a digest of the request 24 hours' },
  { place: 'cached pages and facets (KV)', holds: 'rows with the contact; answered only while the database cannot be reached', until: '1 hour' },
  { place: 'memory of isolates', holds: 'rows with the contact', until: '10 minutes' },
  { place: 'exact counts', holds: 'the filters that somebody asked with', until: '1 hour' },
  { place: 'statistics of the planner', holds: 'values of 2,000 contacts, drawn anew each hour', until: '3 hours' },
  { place: 'full-text indexes', holds: 'marks of deleted words, which no search finds', until: '8 days, when they are merged' },
  { place: 'replicas of the database', holds: 'the contact', until: 'their lag, seconds as a rule' },
  { place: "the database's history (Time Travel)", holds: 'every earlier state', until: '30 days; who restores one deletes the contact again, by the ledger' },
  { place: 'audit', holds: 'id, time, caller and names of fields, no values', until: `${AUDIT_DAYS} days after each write` },
  { place: 'ledger of erasures', holds: 'id and time of the deletion', until: 'for good' },
  { place: 'logs of the service', holds: 'ids in paths; in traces of one request in twenty also the values of a filter of many', until: '7 days' },
]; // biome-ignore format: a table

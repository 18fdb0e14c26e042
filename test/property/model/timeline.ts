// What the contacts were at each version of the data, as the database has them: read off its tables after each write, and not
// by the Worker. An answer is right where it is what the contacts were at the version that it says.
import { env } from 'cloudflare:workers';
import { toVersion, type Version } from '../../../src/version.ts';
import type { Contact } from '../../support/contacts.ts';

export interface Moment {
  version: Version;
  contacts: Contact[];
}

const SELECT = `select u.id, first_name, last_name, gender, customer_id, phone_number, u.created, birthday, last_updated,
  address_id, street, street_number, city_code, city, country, r.id as relationship_id, points,
  r.created as relationship_created, last_activity
  from app_user u join address a on a.id = u.address_id join customer_relationship r on r.appuser_id = u.id order by u.id`;

export async function readMoment(): Promise<Moment> {
  const read = ['select epoch, version from data_state', SELECT].map((sql) => env.DB.prepare(sql));
  const [states, contacts] = await env.DB.batch(read);
  const { epoch, version } = states!.results[0] as { epoch: string; version: number };
  return { version: toVersion(epoch, version), contacts: contacts!.results as unknown as Contact[] };
}

/** The moments so far, the latest last. Versions of undone times stay: isolates that know nothing of it answer from them. */
export class Timeline {
  #moments: Moment[] = [];

  get now(): Moment {
    return this.#moments.at(-1)!;
  }

  add(moment: Moment): void {
    this.#moments = this.#moments.filter(({ version }) => version !== moment.version);
    this.#moments.push(moment);
  }

  /** The contacts as they were at the version; what raises it alone leaves them as they were. */
  at(version: Version): Contact[] {
    const past = this.#moments.filter((moment) => moment.version <= version);
    if (past.length === 0) throw new Error(`Nothing is known of version ${version}`);
    return past.reduce((latest, moment) => (moment.version > latest.version ? moment : latest)).contacts;
  }
}

// A seed and the id of a contact in, its rows out: a pure function of the two, of nothing else. The number of contacts
// in the database changes none of them.
import type { appUser, customerRelationship } from '../../src/db/schema.ts';
import { joinWords, toCustomerWords, toPhoneWords } from '../../src/text/words.ts';
import { DAY_SECONDS, dayOf, TODAY, toDate, toDatetime } from './calendar.ts';
import { Draws, KIND } from './draw.ts';
import { addressOf, makeHousehold, names } from './household.ts';
import { customerIdOf, relationshipIdOf } from './identity.ts';
import { drawLastName } from './name.ts';
import { drawPhone } from './phone.ts';

/** The rows of one contact; `address` is null when an earlier contact brought it. Columns that they leave out are null. */
export type Contact = ReturnType<typeof makeContact>;

const OPENED = dayOf('2012-01-01');
const NOW = TODAY * DAY_SECONDS;
/** Below 1, later days see more new contacts than earlier ones. */
const GROWTH = 0.62;
const OPENING_HOUR_SECONDS = 6 * 3600;
const OPEN_SECONDS = 17 * 3600;

const UNKNOWN_GENDER = 0.06;
const DIVERSE = 0.01;
const NO_PHONE = 0.25;
const NO_BIRTHDAY = 0.2;
const NO_ACTIVITY = 0.15;
const OWN_LAST_NAME = 0.25;
const MINORS = 0.015;
const YEAR_DAYS = 365.25;

const JOINED_AT_ONCE = 0.55;
const SIGN_UP_SECONDS = 600;
const UNTOUCHED = 0.6;
const NO_POINTS = { active: 0.1, idle: 0.7 };
/** The points of those who have some: a log-normal distribution. */
const POINTS = { median: 480, sigma: 1.1 };

export function makeContact(seed: number, id: number) {
  const draws = new Draws(seed, KIND.contact, id);
  const { addressId, first } = addressOf(seed, id);
  const household = makeHousehold(seed, addressId);
  const own = names[household.origin]!;

  const gender = drawGender(draws);
  const female = gender === 'female' || (gender !== 'male' && draws.chance(0.5));
  const firstName = (female ? own.female : own.male).pick(draws.next());
  const lastName = !first && draws.chance(OWN_LAST_NAME) ? drawLastName(own, draws) : household.lastName;
  const customerId = customerIdOf(seed, id);

  const createdDay = OPENED + Math.floor((TODAY - OPENED) * draws.next() ** GROWTH);
  const daytime = OPENING_HOUR_SECONDS + Math.floor((OPEN_SECONDS * (draws.next() + draws.next())) / 2);
  const created = createdDay * DAY_SECONDS + daytime;
  const atOnce = draws.chance(JOINED_AT_ONCE);
  const joined = atOnce ? created + draws.below(SIGN_UP_SECONDS) : after(created, draws.next());
  const active = draws.chance(NO_ACTIVITY) ? null : after(joined, 1 - draws.next() ** 2.5);
  const latest = active ?? joined;
  const updated = draws.chance(UNTOUCHED) ? latest : after(latest, draws.next() ** 2);
  const phoneNumber = draws.chance(NO_PHONE) ? null : drawPhone(household.phoneFormats, draws);

  return {
    address: first ? household.row : null,
    user: {
      id,
      firstName: firstName.text,
      lastName: lastName.text,
      gender,
      customerId,
      phoneNumber,
      created: toDatetime(created),
      birthday: draws.chance(NO_BIRTHDAY) ? null : toDate(createdDay - drawAgeDays(draws)),
      lastUpdated: toDatetime(updated),
      addressId,
      firstNameFolded: firstName.folded,
      lastNameFolded: lastName.folded,
      customerIdFolded: customerId.toLowerCase(),
      revision: 0,
      words: joinWords(firstName.found, lastName.found, toPhoneWords(phoneNumber), toCustomerWords(customerId)),
    } satisfies typeof appUser.$inferInsert,
    relationship: {
      id: relationshipIdOf(seed, id),
      appuserId: id,
      points: draws.chance(active === null ? NO_POINTS.idle : NO_POINTS.active) ? 0 : drawPoints(draws),
      created: toDatetime(joined),
      lastActivity: active === null ? null : toDatetime(active),
    } satisfies typeof customerRelationship.$inferInsert,
  };
}

function drawGender(draws: Draws): typeof appUser.$inferSelect.gender {
  const draw = draws.next();
  if (draw < UNKNOWN_GENDER) return null;
  if (draw < UNKNOWN_GENDER + DIVERSE) return 'diverse';
  return draws.chance(0.52) ? 'female' : 'male';
}

/** The age in days of a contact on the day it was created: 18 to 88 years, rarely 14 to 18. */
function drawAgeDays(draws: Draws): number {
  const years = draws.chance(MINORS) ? 14 + 4 * draws.next() : 18 + 70 * ((draws.next() + draws.next()) / 2) ** 1.2;
  return Math.floor(years * YEAR_DAYS);
}

function drawPoints(draws: Draws): number {
  return Math.round(POINTS.median * Math.exp(POINTS.sigma * draws.normal()));
}

/** The second that lies the given share of the way from `start` to NOW. */
function after(start: number, share: number): number {
  return start + Math.floor((NOW - start) * share);
}

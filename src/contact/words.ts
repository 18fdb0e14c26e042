// A contact's texts → the words by which search finds it, as they are stored beside its rows. Pure.
import { joinWords, toCustomerWords, toPhoneWords, toWords } from '../text/words.ts';
import { byTable, FIELD_NAMES, FIELDS, type FieldName, type TableName, type Wording } from './fields.ts';

const WORDINGS: Record<Wording, (text: string) => string[]> = {
  text: toWords,
  phone: toPhoneWords,
  number: toCustomerWords,
};

/** The fields that are searched, in the order in which their words are stored. */
export const SEARCHED_FIELDS = (Object.keys(WORDINGS) as Wording[]).flatMap((wording) =>
  FIELD_NAMES.filter((name) => FIELDS[name].search === wording),
);

/** The same fields by table. */
export const SEARCHED = byTable(SEARCHED_FIELDS, (field) => field);

/** The words of a field's text; none where the field is not searched. */
export function toFieldWords(field: FieldName, text: string): string[] {
  const { search } = FIELDS[field];
  return search ? WORDINGS[search](text) : [];
}

/** What the column `words` of a contact's row in this table holds. */
export function toStoredWords(table: TableName, contact: Partial<Record<FieldName, unknown>>): string {
  return joinWords(...SEARCHED[table].map((field) => toFieldWords(field, String(contact[field] ?? ''))));
}

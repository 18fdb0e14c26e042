// One contact in the list: its picture and a link to it in the first column, which stays in view; the values of the others;
// and on the chosen cell what can be done with it.

import { isFamilyFirst } from '../../avatar.ts';
import type { Cell, FieldInfo, FieldKind, Marks, Person } from '../../model/answer.ts';
import { toLabel } from '../../model/columns.ts';
import { toCellCondition } from '../../model/condition.ts';
import { change, toHref } from '../../model/query.ts';
import { toShown } from '../../model/shown.ts';
import type { App } from '../app.ts';
import { Picture } from '../picture.tsx';
import { Marked } from './marked.tsx';

/** Letters that every column has room for. */
const LONG = 16;

export interface RowProps {
  app: App;
  person: Person;
  columns: string;
  fields: ReadonlyMap<string, FieldInfo>;
  marks: Marks[string] | undefined;
  search: string;
  isOpen: boolean;
  /** The column of the cell that is chosen in this row. */
  active: number | null;
}

export function Row({ app, person, columns, fields, marks, search, isOpen, active }: RowProps) {
  const classes = [isOpen && 'open', active !== null && 'active'].filter(Boolean).join(' ');
  const hasSurname = columns.startsWith('first_name,last_name'); // a card has both in its head
  const { first_name, last_name: surname } = toNamed(person);
  const isEastern = isFamilyFirst(first_name, surname);
  return (
    <tr class={classes || undefined} data-id={person.id}>
      {columns.split(',').map((name, at) => {
        const value = person[name];
        const type = fields.get(name)?.type;
        const shown = toShown(name, value, type);
        const whole = shown.length > LONG ? shown : undefined; // it may be cut
        const long = type === 'datetime' ? toShown(name, value, type, true) : whole;
        const isNumber = type === 'integer';
        const text = marks?.[name] ? <Marked text={shown} marks={marks[name]} /> : shown;
        if (at === 0)
          return (
            <th key={name} scope="row">
              <a class="who" href={toHref({ search, beside: person.id })} aria-current={isOpen ? 'true' : undefined}>
                <Picture person={toNamed(person)} />
                <span class="name" dir="auto">
                  {hasSurname && isEastern && <span class="surname">{surname}</span>}
                  {shown === '' ? `#${person.id}` : text}
                  {hasSurname && !isEastern && <span class="surname"> {surname}</span>}
                </span>
              </a>
            </th>
          );
        return (
          <td key={name} class={toCellClass(type, at === 1 && hasSurname)} data-label={toLabel(name)} title={long}>
            {shown === '' ? (
              <span class="none">–</span>
            ) : (
              <span key={isNumber ? shown : undefined} dir="auto">
                {text}
              </span>
            )}
            {active === at && (
              <CellMenu search={search} name={name} value={value ?? null} beside={app.place.value.beside} />
            )}
          </td>
        );
      })}
    </tr>
  );
}

function toCellClass(type: FieldKind | undefined, isInName: boolean): string | undefined {
  if (isInName) return 'in-name';
  return type === 'integer' ? 'number' : undefined;
}

function toNamed(person: Person) {
  return { id: person.id, first_name: String(person.first_name ?? ''), last_name: String(person.last_name ?? '') };
}

interface CellMenuProps {
  search: string;
  name: string;
  value: Cell;
  beside: number | 'new' | null;
}

/** "Only this" and "not this": links like any other, so that they open in a new tab, too. */
function CellMenu({ search, name, value, beside }: CellMenuProps) {
  const to = (isWanted: boolean) => {
    const [parameter, wanted] = toCellCondition(name, value, isWanted);
    return toHref({ search: change(search, { [parameter]: wanted }), beside });
  };
  return (
    <span class="cellmenu">
      <a href={to(true)} title="Only contacts with this value (o)">
        Only this
      </a>
      <a href={to(false)} title="Only contacts without this value (x)">
        Not this
      </a>
    </span>
  );
}

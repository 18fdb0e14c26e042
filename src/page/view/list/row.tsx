// One contact in the list: its picture and a link to it in the first column, which stays in view; the values of the others;
// and on the chosen cell what can be done with it.

import type { RefObject } from 'preact';
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

export function Row(props: RowProps & { element: RefObject<HTMLTableRowElement | null> }) {
  const { app, person, columns, fields, marks, search, isOpen, active } = props;
  const classes = [isOpen && 'open', active !== null && 'active'].filter(Boolean).join(' ');
  const isFirst = isSurnameFirst(person);
  const surname = isInHead(columns) && <span class="surname">{toSurname(person)}</span>;
  return (
    <tr ref={props.element} class={classes || undefined} data-id={person.id}>
      {columns.split(',').map((name, at) => {
        const type = fields.get(name)?.type;
        const { text: shown, title } = toCell(name, person[name], type);
        const text = marks?.[name] ? <Marked text={shown} marks={marks[name]} /> : shown;
        if (at === 0)
          return (
            <th key={name} scope="row">
              <a class="who" href={toHref({ search, beside: person.id })} aria-current={isOpen ? 'true' : undefined}>
                <Picture person={toNamed(person)} />
                <span class="name" dir="auto">
                  {isFirst && surname}
                  {marks?.[name] ? text : toHeadName(person, shown)}
                  {!isFirst && surname}
                </span>
              </a>
            </th>
          );
        const isInName = at === 1 && isInHead(columns);
        return (
          <td key={name} class={toCellClass(type, isInName)} data-label={toLabel(name)} title={title}>
            <span key={type === 'integer' ? shown : undefined} class={toTextClass(shown)} dir="auto">
              {text}
            </span>
            {active === at && (
              <CellMenu search={search} name={name} value={person[name] ?? null} beside={app.place.value.beside} />
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** What a cell shows; its title has the whole of what may be cut, and the time of a day. */
export function toCell(name: string, value: Cell | undefined, type: FieldKind | undefined) {
  const text = toShown(name, value, type);
  const whole = text.length > LONG ? text : undefined;
  return { text, title: type === 'datetime' ? toShown(name, value, type, true) || undefined : whole };
}

export function toTextClass(text: string): string | undefined {
  return text === '' ? 'none' : undefined;
}

/** What the first column shows of a contact without a value there. */
export function toHeadName({ id }: Person, text: string): string {
  return text === '' ? `#${id}` : text;
}

/** Whether the surname is written once more in the first column: a card has both names in its head. */
export function isInHead(columns: string): boolean {
  return columns.startsWith('first_name,last_name');
}

export function isSurnameFirst(person: Person): boolean {
  const { first_name, last_name } = toNamed(person);
  return isFamilyFirst(first_name, last_name);
}

export function toSurname(person: Person): string {
  const { last_name } = toNamed(person);
  return isSurnameFirst(person) ? last_name : ` ${last_name}`;
}

function toCellClass(type: FieldKind | undefined, isInName: boolean): string | undefined {
  if (isInName) return 'in-name';
  return type === 'integer' ? 'number' : undefined;
}

export function toNamed(person: Person) {
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

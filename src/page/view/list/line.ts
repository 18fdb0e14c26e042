// A row that is drawn anew only where it gets other parts. Where only its texts are others, as from page to page, they are
// written into the parts that are there: a page of fifty rows is ready in a fraction of the time of drawing it.
import { Component, createRef, h } from 'preact';
import type { FieldKind, Person } from '../../model/answer.ts';
import { toHref } from '../../model/query.ts';
import { writePicture } from '../picture.tsx';
import {
  isInHead,
  isSurnameFirst,
  Row,
  type RowProps,
  toCell,
  toHeadName,
  toNamed,
  toSurname,
  toTextClass,
} from './row.tsx';

export class Line extends Component<RowProps> {
  element = createRef<HTMLTableRowElement>();

  override shouldComponentUpdate(next: RowProps): boolean {
    const names = Object.keys(next) as (keyof RowProps)[];
    if (names.every((name) => next[name] === this.props[name])) return false;
    if (!hasSameParts(this.props, next)) return true;
    write(this.element.current!, next);
    return false;
  }

  /** Drawn anew, it keeps what was written before wherever the drawing is the same as the last one. */
  override componentDidUpdate(): void {
    write(this.element.current!, this.props);
  }

  render(props: RowProps) {
    return h(Row, { ...props, element: this.element });
  }
}

function hasSameParts(now: RowProps, next: RowProps): boolean {
  const isPlain = ({ marks, active }: RowProps) => marks === undefined && active === null;
  const isSame = now.columns === next.columns && now.fields === next.fields && now.isOpen === next.isOpen;
  return isSame && isPlain(now) && isPlain(next) && isSurnameFirst(now.person) === isSurnameFirst(next.person);
}

/** Writes what differs into a row that Row has drawn; what a search has marked is as it was drawn. */
function write(row: Element, { person, columns, fields, marks, search }: RowProps): void {
  writeAttribute(row, 'data-id', String(person.id));
  let cell = row.firstElementChild!;
  for (const [at, name] of columns.split(',').entries()) {
    if (at > 0) cell = cell.nextElementSibling!;
    const type = fields.get(name)?.type;
    const { text, title } = toCell(name, person[name], type);
    const written = marks?.[name] ? null : text;
    if (at === 0) writeHead(cell.firstElementChild!, person, { text: written, columns, search });
    else writeCell(cell, { text: written, title, type });
  }
}

/** What a cell gets; its text is null where it is marked. */
interface CellWritten {
  text: string | null;
  title: string | undefined;
  type: FieldKind | undefined;
}

function writeHead(
  link: Element,
  person: Person,
  { text, columns, search }: Pick<CellWritten, 'text'> & Pick<RowProps, 'columns' | 'search'>,
): void {
  const [picture, name] = [link.firstElementChild!, link.lastElementChild!];
  writeAttribute(link, 'href', toHref({ search, beside: person.id }));
  writePicture(picture, toNamed(person));
  if (text !== null) writeText(name, toHeadName(person, text));
  if (!isInHead(columns)) return;
  writeText(isSurnameFirst(person) ? name.firstElementChild! : name.lastElementChild!, toSurname(person));
}

function writeCell(cell: Element, { text, title, type }: CellWritten): void {
  writeAttribute(cell, 'title', title);
  if (text === null) return;
  const shown = cell.firstElementChild!;
  writeAttribute(shown, 'class', toTextClass(text));
  writeText(shown, text, type === 'integer');
}

function writeAttribute(element: Element, name: string, value: string | undefined): void {
  if (element.getAttribute(name) === (value ?? null)) return;
  if (value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** Into the text of an element, beside whatever else is in it. */
function writeText(element: Element, text: string, isAtEnd = false): void {
  let node = element.firstChild;
  while (node && node.nodeType !== Node.TEXT_NODE) node = node.nextSibling;
  if (!node) element.append(text);
  else if (node.nodeValue !== text) {
    const isMoved = isAtEnd && node.nodeValue!.length !== text.length;
    node.nodeValue = text;
    if (isMoved) element.append(node); // as a new one: Chromium counts what begins elsewhere as moved by itself
  }
}

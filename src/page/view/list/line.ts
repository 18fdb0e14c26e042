// A row that is drawn anew only where it gets other parts. Where only its texts are others, as from page to page, they are
// written into the parts that are there: a page of fifty rows is ready in a fraction of the time of drawing it.
import { Component, createRef, h } from 'preact';
import { toHref } from '../../model/query.ts';
import { writePicture } from '../picture.tsx';
import { isInHead, isSurnameFirst, Row, type RowProps, toCell, toHeadName, toNamed, toSurname } from './row.tsx';

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
  for (const [at, name] of columns.split(',').entries()) {
    const cell = row.children[at]!;
    const type = fields.get(name)?.type;
    const { text, title } = toCell(name, person[name], type);
    const isMarked = marks?.[name] !== undefined;
    if (at > 0) {
      writeAttribute(cell, 'title', title);
      if (!isMarked) writeText(cell.firstElementChild!, text, type === 'integer');
      continue;
    }
    const link = cell.firstElementChild!;
    const shown = link.lastElementChild!;
    writeAttribute(link, 'href', toHref({ search, beside: person.id }));
    writePicture(link.firstElementChild!, toNamed(person));
    if (!isMarked) writeText(shown, toHeadName(person, text));
    if (isInHead(columns))
      writeText(isSurnameFirst(person) ? shown.firstElementChild! : shown.lastElementChild!, toSurname(person));
  }
}

function writeAttribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Into the text of an element, beside whatever else is in it. */
function writeText(element: Element, text: string, isAtEnd = false): void {
  const node = [...element.childNodes].find(({ nodeType }) => nodeType === Node.TEXT_NODE) as Text | undefined;
  if (!node) element.append(text);
  else if (node.data !== text) {
    node.data = text;
    if (isAtEnd) node.replaceWith(node); // else Chromium takes an end that is aligned, and begins elsewhere, for a shift
  }
}

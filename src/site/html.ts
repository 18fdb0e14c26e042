// HTML as text: a template whose values are escaped, unless they are HTML themselves. Pure.

/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Inserted = Html | string | number | null | false | readonly Inserted[];

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function toEscaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => SIGNS[sign]!);
}

/** The template's text with its values in it; null and false are nothing. */
export function html(strings: TemplateStringsArray, ...values: Inserted[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(toText)));
}

/** The parts with a text between them. */
export function join(parts: readonly Inserted[], between: string): Html {
  return html`${parts.flatMap((part, at): Inserted[] => (at === 0 ? [part] : [between, part]))}`;
}

function toText(part: Inserted): string {
  if (part === null || part === false) return '';
  if (part instanceof Html) return part.text;
  return typeof part === 'object' ? part.map(toText).join('') : toEscaped(String(part));
}

// Text of a page in, the requests that it shows as examples out: addresses of the API and curl commands in code blocks,
// and addresses in a line. An answer other than a success is told behind the address: `/v1/contacts?citty=Oslo  400`. Pure.

export interface Example {
  /** As the page has it. */
  text: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | null;
  /** The status that the page tells; null: a success. */
  status: number | null;
}

export function findExamples(page: string): Example[] {
  const blocks = [...page.matchAll(/(?:^ {4}.*\n?)+/gm)].map(([block]) => block.replace(/^ {4}/gm, ''));
  const inLines = [...page.matchAll(/`(\/v1\/[^\s{…`]*)`/g)].map(([, address]) => toAddress(address!)!);
  return [...inLines, ...blocks.flatMap(findInBlock)];
}

/** What is asked of Cloudflare itself. */
const OTHERS = /https:\/\/api\.cloudflare\.com\//;

/** Commands may take several lines, within quotes or behind a backslash. */
function findInBlock(block: string): Example[] {
  const lines = block.split('\n');
  const examples: Example[] = [];
  for (let at = 0; at < lines.length; at++) {
    let text = lines[at]!;
    if (text.startsWith('curl ')) {
      while (isOpen(text) && at + 1 < lines.length) text = `${text.replace(/\\$/, '')}\n${lines[++at]}`;
      if (!OTHERS.test(text)) examples.push(toCommand(text));
    } else {
      const example = toAddress(text);
      if (example) examples.push(example);
    }
  }
  return examples;
}

function isOpen(text: string): boolean {
  return text.endsWith('\\') || (text.match(/'/g) ?? []).length % 2 === 1;
}

function toAddress(text: string): Example | null {
  const [, path, status] = /^(\/v1\/\S*)(?: {2,}(\d{3})\b)?/.exec(text) ?? [];
  if (!path) return null;
  return { text, method: 'GET', path, headers: {}, body: null, status: status ? Number(status) : null };
}

const WORDS = /'([^']*)'|"([^"]*)"|(\S+)/g;

/** Throws where the command has an option that is not known here. */
function toCommand(text: string): Example {
  const words = [...text.matchAll(WORDS)].slice(1).map(([, single, double, bare]) => single ?? double ?? bare!);
  const example: Example = { text, method: '', path: '', headers: {}, body: null, status: null };
  while (words.length > 0) {
    const word = words.shift()!;
    if (word === '-X') example.method = words.shift()!;
    else if (word === '-H') {
      const [, name, value] = /^([^:]+): (.*)$/.exec(words.shift()!)!;
      example.headers[name!] = value!;
    } else if (word === '--json') {
      example.body = words.shift()!;
      example.headers['Content-Type'] = 'application/json';
    } else if (word.startsWith('-')) throw new Error(`${word} of ${text}`);
    else example.path = word.replace(/^(https?:\/\/)?[^/]+/, '');
  }
  return { ...example, method: example.method || (example.body === null ? 'GET' : 'POST') };
}

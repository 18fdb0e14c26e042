// The bench's client: requests over kept connections, timed from before they are sent until their body is whole.
import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Answer {
  status: number;
  milliseconds: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Sent {
  method?: string;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Client {
  ask: (url: string, sent?: Sent) => Promise<Answer>;
  close: () => void;
}

/** Opens at most so many connections to each server; what is asked beyond them waits, and the wait is in its time. */
export function openClient(connections: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  return { ask: (url, sent = {}) => ask(agent, url, sent), close: () => agent.destroy() };
}

function ask(agent: Agent, url: string, asked: Sent): Promise<Answer> {
  const { method = 'GET', body, headers = {} } = asked;
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const sent = request(
      url,
      { agent, method, headers: { ...headers, ...(content !== undefined && { 'content-type': 'application/json' }) } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const milliseconds = performance.now() - started;
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode!, milliseconds, headers: response.headers, body: text });
        });
      },
    );
    sent.on('error', (fault) => {
      if (sent.reusedSocket && isHangUp(fault)) resolve(ask(agent, url, asked));
      else reject(fault);
    });
    sent.end(content);
  });
}

/** The server closes a kept connection after some idle seconds; what met the closing was not served, and is asked anew. */
function isHangUp(fault: NodeJS.ErrnoException): boolean {
  return fault.code === 'ECONNRESET' || fault.code === 'EPIPE';
}

/** What the answer says that the database read for it; null where it does not say. */
export function toRowsRead({ headers }: Answer): number | null {
  const said = String(headers['server-timing'] ?? '').match(/rows_read=(\d+)/);
  return said && Number(said[1]);
}

/** `hit`, `miss` or whatever the first cache says of itself (RFC 9211); null where none does. */
export function toCacheState({ headers }: Answer): string | null {
  const said = headers['cache-status'];
  if (said === undefined) return null;
  const [, ...parameters] = String(said).split(',')[0]!.split(';');
  return parameters.map((parameter) => parameter.trim()).join('; ') || null;
}

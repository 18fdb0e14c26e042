// What a Worker holds in memory after everything that nobody needs has been collected, as V8 counts it, over the inspector.

const sleep = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds));

interface Reply {
  id?: number;
  result?: { usedSize?: number };
}

export interface Heap {
  /** Used, in MB of 1,000,000 bytes. */
  readMb: () => Promise<number>;
  close: () => void;
}

/** What is let go of by a collection may hold what only the next one can take. */
const COLLECTIONS = 2;
/** After which it is woken again. */
const AGAIN_MS = 20;
const BYTES_OF_MB = 1_000_000;

/**
 * `inspector` is where the runtime lists its Workers. A collection is made when the Worker runs the next time, so `wake` sends
 * it something. Throws where there is none of this name.
 */
export async function openHeap(inspector: URL, name: string, wake: () => Promise<unknown>): Promise<Heap> {
  const listed = (await (await fetch(new URL('/json', inspector.href.replace(/^ws/, 'http')))).json()) as {
    id: string;
    webSocketDebuggerUrl: string;
  }[];
  const target = listed.find(({ id, webSocketDebuggerUrl }) => `${id} ${webSocketDebuggerUrl}`.includes(name));
  if (!target) throw new Error(`The inspector knows no Worker ${name}: ${listed.map(({ id }) => id).join(', ')}`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject); // when it is ended, too: then nobody waits
  });
  const waiting = new Map<number, (reply: Reply) => void>();
  socket.addEventListener('message', ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply;
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
  });
  let last = 0;
  const send = (method: string) =>
    new Promise<Reply>((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      socket.send(JSON.stringify({ id: last, method }));
    });
  /** What was sent to wake it may have come before that which it is to do. */
  const insist = async (method: string) => {
    let isDone = false;
    const done = send(method).then(() => {
      isDone = true;
    });
    for (await wake(); !isDone; await wake()) await Promise.race([done, sleep(AGAIN_MS)]);
  };
  await insist('HeapProfiler.enable');
  return {
    async readMb() {
      for (let times = 0; times < COLLECTIONS; times++) await insist('HeapProfiler.collectGarbage');
      return (await send('Runtime.getHeapUsage')).result!.usedSize! / BYTES_OF_MB;
    },
    close: () => socket.close(),
  };
}

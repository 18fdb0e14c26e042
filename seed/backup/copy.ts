// A database → a backup of it in a folder: its contacts piece by piece, then what has changed meanwhile, then the rows of
// other tables that are kept. Killed at any moment and begun again it goes on; it only reads the database.
import { createProgress } from '../load/progress.ts';
import { Refusal } from '../refusal.ts';
import { retry } from '../retry.ts';
import { LINES_AT_ONCE, type Line, readLines, SHAPE } from './contact.ts';
import { append, type Gathering, highestId, replace } from './gather.ts';
import { countContacts, type Manifest, type State, writeManifest } from './manifest.ts';
import { tryPiece } from './piece.ts';
import { copyRows, listAppended } from './row.ts';
import { settle } from './settle.ts';

/** Reads of a piece: 20,000 contacts, some 2 MB gzipped. */
const READS_OF_PIECE = 4;

/** Begins a backup, or takes up the one in the folder. Throws a Refusal where that is whole, or of other data. */
export async function beginCopy(d1: D1Database, folder: string, found: Manifest | null): Promise<Manifest> {
  if (found?.state) throw new Refusal(`${folder} holds a whole backup, of ${found.finished}. Choose another folder.`);
  const epoch = (await retry(() => d1.prepare('select epoch from data_state').first<string>('epoch')))!;
  if (!found) return { format: 1, epoch, shape: SHAPE, contacts: [], rows: [], state: null, finished: null };
  if (found.epoch !== epoch || JSON.stringify(found.shape) !== JSON.stringify(SHAPE)) {
    const why = 'another database, or one that was restored or migrated since';
    throw new Refusal(`${folder} holds a part of a backup of other data: ${why}. Choose another folder.`);
  }
  const damaged = found.contacts.findIndex((piece) => tryPiece(folder, piece) === null);
  return { ...found, contacts: damaged < 0 ? found.contacts : found.contacts.slice(0, damaged), rows: [] };
}

/** Makes the backup whole. Gives how many contacts were read again: those that had changed, and those beside them. */
export async function finishCopy(d1: D1Database, gathering: Gathering, quiet = false): Promise<number> {
  const { folder, manifest } = gathering;
  const total = (await retry(() => d1.prepare('select contacts from data_state').first<number>('contacts'))) ?? 0;
  const progress = createProgress({ label: 'contacts', total, done: countContacts(manifest), quiet });
  await readOn(d1, gathering, progress.update);
  progress.stop();
  let reread = 0;
  const state = await settle(d1, {
    appended: await listAppended(d1),
    readOn: () => readOn(d1, gathering),
    ranges: () => manifest.contacts.flatMap(({ ranges }) => ranges),
    replace: (changed) => {
      reread += changed.reduce((sum, { lines }) => sum + lines.length, 0);
      replace(gathering, changed);
    },
  });
  checkCount(manifest, state);
  manifest.rows = await copyRows(d1, folder, state);
  writeManifest(folder, Object.assign(manifest, { state, finished: new Date().toISOString() }));
  return reread;
}

/** Reads the contacts behind those that were read, piece by piece. */
async function readOn(d1: D1Database, gathering: Gathering, onRead: (contacts: number) => void = () => {}) {
  for (let isLast = false; !isLast; ) {
    const lines: Line[] = [];
    for (let read = 0; read < READS_OF_PIECE && !isLast; read++) {
      const some = await readLines(d1, lines.at(-1)?.id ?? highestId(gathering.manifest));
      lines.push(...some);
      isLast = some.length < LINES_AT_ONCE;
    }
    if (lines.length > 0) append(gathering, lines);
    onRead(countContacts(gathering.manifest));
  }
}

function checkCount(manifest: Manifest, { contacts }: State): void {
  const found = countContacts(manifest);
  if (found === contacts) return;
  throw new Refusal(
    `The database says that it has ${contacts} contacts, but has ${found}. Its counts are wrong: load or restore it anew.`,
  );
}

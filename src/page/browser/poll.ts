// Learns of changes: the version is asked for while the page is seen, on focus and after own writes; of several tabs one
// asks and tells the others. When it has moved, the shown list is read behind the scenes, and a difference is said.

import type { ListAnswer } from '../model/answer.ts';
import { toNews } from '../model/join.ts';
import type { App } from '../view/app.ts';
import { ask, keep, recall } from './api.ts';
import { toListPath } from './list.ts';

const PERIOD_MS = 30_000;
const CHANNEL = 'kartei-version';
const PATH = '/v1/contacts/version';

let version: string | null = null;
let askedAt = 0;
let channel: BroadcastChannel | null = null;

export function startPolling(app: App, initial: string | null): void {
  version = initial;
  askedAt = Date.now();
  const open = () => {
    channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<string>) => {
      askedAt = Date.now();
      void learn(app, data);
    };
  };
  const close = () => {
    channel?.close(); // an open one keeps the page from being kept for going back
    channel = null;
  };
  open();
  addEventListener('pagehide', close);
  addEventListener('pageshow', (event) => {
    if (event.persisted) open();
    if (event.persisted) void poll(app, 0);
  });
  document.addEventListener('visibilitychange', () => void poll(app, PERIOD_MS / 2));
  addEventListener('focus', () => void poll(app, PERIOD_MS / 2));
  addEventListener('online', () => {
    app.trouble.value = null;
    const { search, answer, problem } = app.list.value;
    const isBehind = problem !== null || answer === null || search !== app.place.value.search;
    if (isBehind) app.act.reload();
    else void poll(app, 0);
  });
  setInterval(() => void poll(app, PERIOD_MS - 1000), PERIOD_MS);
}

/** Asks unless this tab or another has asked within that time. */
async function poll(app: App, within: number): Promise<void> {
  if (document.visibilityState !== 'visible' || Date.now() - askedAt < within) return;
  askedAt = Date.now();
  const { body } = await ask<{ version: string }>(PATH, { isKept: true });
  if (!body) return;
  channel?.postMessage(body.version);
  await learn(app, body.version);
}

async function learn(app: App, newest: string): Promise<void> {
  if (newest === version) return;
  version = newest;
  await checkForNews(app);
}

/** Compares what is shown with what would be shown now. What is the same is taken over silently. */
export async function checkForNews(app: App): Promise<void> {
  const { search, answer } = app.list.value;
  if (!answer) return;
  const path = toListPath(search);
  const known = recall<ListAnswer>(path);
  const fresh = await ask<ListAnswer>(path, { isKept: true });
  if (fresh.version) version = fresh.version;
  const shown = app.list.value;
  if (!fresh.body || shown.search !== search || !shown.answer) return;
  const visible = { ...shown.answer, data: shown.answer.data.filter(({ id }) => !app.leaving.value.includes(id)) };
  const isJoined = shown.answer.data.length > shown.answer.page.limit;
  const news = isJoined ? null : toNews(visible, fresh.body);
  if (news !== null && known) keep(path, { ...known, tag: null }); // going back shows what was there
  if (news === null && !isJoined) app.list.value = { ...shown, answer: { ...fresh.body } };
  app.news.value = news;
}

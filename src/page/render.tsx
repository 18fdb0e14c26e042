// The page as the Worker sends it: a whole document that works without a script, and the state that the script goes on from.
import { renderToString } from 'preact-render-to-string';
import names from '../../.wrangler/page.json';
import type { PageState, Rendering } from './model/state.ts';
import { toContacts } from './model/total.ts';
import { type Actions, makeApp } from './view/app.ts';
import { toName } from './view/contact/panel.tsx';
import { Page } from './view/page.tsx';
import { Refused, SignIn } from './view/signin.tsx';

/** The Worker renders what is, and does nothing. */
const NO_ACTIONS = {} as Actions;

function renderPage(state: PageState): string {
  const app = makeApp(state, NO_ACTIONS);
  const person = state.contact?.person;
  const title = person ? toName(person) : toContacts(state.answer?.total ?? null);
  const body = renderToString(<Page app={app} />);
  const data = JSON.stringify(state).replace(/</g, '\\u003c');
  return toDocument(
    title,
    `<div id="page">${body}</div><script type="application/json" id="state">${data}</script>`,
    names.script,
  );
}

function renderSignIn(to: string, fault: string | null): string {
  return toDocument('Sign in', renderToString(<SignIn to={to} fault={fault} />), null);
}

function renderRefused(why: string): string {
  return toDocument('No access', renderToString(<Refused why={why} />), null);
}

function toDocument(title: string, body: string, script: string | null): string {
  const name = title.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${name} · Kartei</title>
<link rel="stylesheet" href="${names.style}">
<link rel="icon" href="data:,">
${script ? `<script type="module" src="${script}"></script>` : ''}
</head>
<body>${body}</body>
</html>
`;
}

export default { renderPage, renderSignIn, renderRefused } satisfies Rendering;

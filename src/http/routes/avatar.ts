// A contact's initials as a picture, for whoever lists contacts elsewhere; the page draws its own.
import { Hono } from 'hono';
import { toContact } from '../../contact/contact.ts';
import { digest } from '../../digest.ts';
import { type Named, toAvatarSvg } from '../../page/avatar.ts';
import { Problem } from '../../problem.ts';
import { selectContact } from '../../sql/contacts.ts';
import { accepts } from '../accept.ts';
import type { AppEnv } from '../context.ts';
import { allowOnly, refuseParameters } from '../endpoint.ts';
import { noneMatchNames } from '../etag.ts';

export const avatar = new Hono<AppEnv>();

const PATH = '/v1/contacts/:id/avatar.svg';
const TYPE = 'image/svg+xml';

avatar.get(PATH, async (context) => {
  const { req } = context;
  if (!accepts(req.header('Accept'), TYPE)) throw new Problem('not-acceptable', { detail: `It comes as ${TYPE}.` });
  refuseParameters(context);
  const id = req.param('id');
  const [found] = /^[1-9]\d{0,15}$/.test(id) ? await context.var.database.run(selectContact(Number(id))) : [null];
  if (!found) throw new Problem('not-found', { detail: `No contact ${id.slice(0, 40)}.` });
  const svg = toAvatarSvg(toContact(found.fields) as unknown as Named);
  const headers = {
    ETag: `"${digest(svg)}"`,
    'Cache-Control': 'private, max-age=86400',
    Vary: 'Accept, Authorization',
  };
  if (noneMatchNames(req.header('If-None-Match'), headers.ETag)) return context.body(null, 304, headers);
  return context.body(svg, 200, { ...headers, 'Content-Type': TYPE });
});

allowOnly(avatar, PATH, 'GET, HEAD, OPTIONS');

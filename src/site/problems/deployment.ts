// The problems of access, limits and the service itself. Pure.
import type { DeploymentProblem, Explanation } from './explanation.ts';

const LATER = 'Wait as many seconds as `Retry-After` says, then send it again.';

export const OF_DEPLOYMENT: Record<DeploymentProblem, Explanation> = {
  unauthorized: {
    means:
      'This deployment wants an access token, and the request has none, or one that it does not know (any more). A session of a browser ends after 12 hours, and with its token. Behind [Cloudflare Access](/docs/deploying#cloudflare-access) the JWT that it sends along is what counts, and is missing, over or not for this deployment.',
    asked: { path: '/v1/contacts' },
    where: 'It is not local development, and no token was sent.',
    answer: { detail: 'Send a valid token: Authorization: Bearer …' },
    headers: { 'WWW-Authenticate': 'Bearer realm="kartei"' },
    ways: [
      'Send `Authorization: Bearer …` with a token of this deployment. [Tokens](/docs/deploying#tokens) are made by those who run it.',
      'In a browser open [the page](/) and sign in with the token once: addresses of the API then open as well.',
    ],
  },
  forbidden: {
    means:
      'Whoever asks is known, but may only read, and the request would write. Or a page of another site has asked: to change something with a session, or anything of a local server.',
    asked: { method: 'DELETE', path: '/v1/contacts/7', headers: { Authorization: 'Bearer …' } },
    where: 'The token may only read.',
    answer: { detail: 'This token may read, but not write.' },
    headers: { 'WWW-Authenticate': 'Bearer realm="kartei", error="insufficient_scope", scope="write"' },
    ways: [
      'Use a token that may write. Sending the same again does not help.',
      'Behind Cloudflare Access those who run the deployment [give rights](/docs/deploying#cloudflare-access), by e-mail address or group.',
      'A local server answers pages of this machine alone: serve your page from `localhost` as well.',
    ],
  },
  'quota-exceeded': {
    means:
      'This caller has sent more requests within a minute than [the limits](/docs/api#limits) allow. Reads, writes and what is dear (exports, facets, exact counts, explanations) are counted apart.',
    asked: { path: '/v1/contacts' },
    where: 'It is one more than 1,200 within a minute.',
    answer: { detail: 'At most 1200 reads in 60 seconds.' },
    headers: { 'Retry-After': '60' },
    ways: [
      LATER,
      'Ask for more at once: `limit=200` instead of many pages, [an export](/docs/api#export) instead of a walk, a batch instead of 500 writes.',
      'To see whether anything has changed ask for `/v1/contacts/version`, with `If-None-Match`.',
    ],
  },
  internal: {
    means: 'A fault of ours. The request may have been done or not; nothing of it is told here, and all of it is in the log.',
    asked: { path: '/v1/contacts' },
    where: 'The Worker has a fault.',
    answer: {},
    ways: [
      'A read can be sent again. A write too, if it has an `Idempotency-Key` or an `If-Match`; else read first whether it was done.',
      'If it stays, tell those who run the deployment the `instance`: the log finds the request by it.',
    ],
  },
  overloaded: {
    means:
      'The database is out of reach, and the Worker has tried more than once; or more is asked of it than it can answer in time, and nothing of this was begun. What was asked for is not cached.',
    asked: { path: '/v1/contacts/7' },
    where: 'D1 cannot be reached.',
    answer: {},
    headers: { 'Retry-After': '2' },
    ways: [
      LATER,
      'A write that is sent again should have an `Idempotency-Key`, so that it has one effect whatever became of the first.',
      '`/healthz` says whether the database can be reached.',
    ],
  },
  unverifiable: {
    means:
      'The deployment stands behind Cloudflare Access, and the keys that its JWTs are signed with could not be had. Nobody is let in meanwhile.',
    asked: { path: '/v1/contacts' },
    where: 'The keys are out of reach.',
    answer: { detail: 'The keys of Cloudflare Access cannot be had, so nobody is let in.' },
    headers: { 'Retry-After': '5' },
    ways: [
      LATER,
      'If it stays, those who run it look whether `ACCESS_TEAM` is right: `https://<team>.cloudflareaccess.com/cdn-cgi/access/certs` is what is asked. The log has the cause.',
    ],
  },
  'not-configured': {
    means:
      'The deployment cannot tell who may do what: it has no access token yet, Cloudflare Access is set up by half (`detail` says what is wrong), or production was told to be open. It answers nothing until that is mended.',
    asked: { path: '/v1/contacts' },
    where: 'The deployment has no token.',
    answer: {
      detail:
        'No access token is configured. `npm run token` makes one and tells where it goes. Without one only local development is answered, at localhost.',
    },
    headers: { 'Retry-After': '60' },
    ways: [
      'Those who run it: make a token with `npm run token` and put its hash where that says ([deploying](/docs/deploying#tokens)).',
      'All others can only wait.',
    ],
  },
}; // biome-ignore format: sentences

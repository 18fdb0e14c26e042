// What the Worker renders the page from, and the browser goes on from; and what rendering is. Types alone.
import type { CostSaid, FieldInfo, ListAnswer, Person, ProblemSaid } from './answer.ts';
import type { PageAddress } from './query.ts';

/** One contact as it was read, or why there is none. */
export interface OneContact {
  id: number;
  person: Person | null;
  tag: string | null;
  problem: ProblemSaid | null;
}

/** What the Worker puts into the page, and the browser goes on from. */
export interface PageState {
  place: PageAddress;
  fields: FieldInfo[];
  answer: ListAnswer | null;
  problem: ProblemSaid | null;
  cost: CostSaid | null;
  contact: OneContact | null;
  /** What the session that can be ended was begun with: a token, or Cloudflare Access; none is needed where access is open. */
  session: 'token' | 'access' | null;
  /** Whether the reader may write, too. */
  mayWrite: boolean;
  version: string | null;
}

/** The page as HTML. Its components are checked with the browser's types, which the Worker must not see. */
export interface Rendering {
  renderPage(state: PageState): string;
  /** What is shown to whoever has no session; `to` is where they wanted to go. */
  renderSignIn(to: string, fault: string | null): string;
  /** What is shown to whom Cloudflare Access has let in, and who has no right here. */
  renderRefused(why: string): string;
}

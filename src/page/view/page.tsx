// The whole page: what is asked on top, the list with its counts, its scrubber and one contact beside it, ways on below.
import type { ComponentChildren } from 'preact';
import { isRanked, toHref } from '../model/query.ts';
import type { App } from './app.ts';
import { Bulk } from './contact/bulk.tsx';
import { Panel } from './contact/panel.tsx';
import { Empty, Faulty } from './list/empty.tsx';
import { Facets, FacetToggle } from './list/facets.tsx';
import { Pager } from './list/pager.tsx';
import { Jump, Scrubber } from './list/scrubber.tsx';
import { Partial, Status } from './list/status.tsx';
import { Table } from './list/table.tsx';
import { Help, News, SessionOver, Toasts } from './overlays.tsx';
import { Chips } from './tools/chips.tsx';
import { ColumnMenu, SortMenu, ViewMenu } from './tools/menus.tsx';
import { Corrections, Search } from './tools/search.tsx';
import { LookMenu, ShareMenu } from './tools/share.tsx';
import { Starter } from './tools/starter.tsx';

/** Reads no signal itself, so that a change draws only the parts that show it. */
export function Page({ app }: { app: App }) {
  return (
    <div class="page">
      <a class="skip" href="#list">
        Skip to the list
      </a>
      <header class="top">
        <h1>
          <a class="home" href="/" title="All contacts">
            Kartei
          </a>
        </h1>
        <Search app={app} />
        <nav class="tools" aria-label="Tools">
          <FacetToggle app={app} />
          <SortMenu app={app} />
          <ColumnMenu app={app} />
          <ViewMenu app={app} />
          <ShareMenu app={app} />
          <LookMenu app={app} />
          <NewLink app={app} />
        </nav>
      </header>
      <div class="asked">
        <Chips app={app} />
        <Starter app={app} />
        <Jump app={app} />
        <Corrections app={app} />
      </div>
      <Middle app={app}>
        <Facets app={app} />
        <main id="list" tabIndex={-1}>
          <News app={app} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
          <section class="rows" aria-label="Contacts" tabIndex={0}>
            <Rows app={app} />
            <Empty app={app} />
            <Faulty app={app} />
            <Partial app={app} />
          </section>
          <Scrubber app={app} />
        </main>
        <Panel app={app} />
      </Middle>
      <footer class="bottom">
        <Pager app={app} />
        <Status app={app} />
        <a class="docs" href="/docs/">
          Documentation
        </a>
        <button
          type="button"
          class="help scripted"
          title="Keys (?)"
          aria-label="Keys"
          onClick={() => {
            app.isHelpOpen.value = true;
          }}
        >
          ?
        </button>
      </footer>
      <Notice app={app} />
      <Toasts app={app} />
      <Help app={app} />
      <Bulk app={app} />
      <SessionOver app={app} />
    </div>
  );
}

/** Says what stands beside the rows before it is there: a document is painted while it still comes. */
function Middle({ app, children }: { app: App; children: ComponentChildren }) {
  const { search, beside } = app.place.value;
  const classes = ['middle', !isRanked(search) && 'scrubbed', beside !== null && 'beside'];
  return <div class={classes.filter(Boolean).join(' ')}>{children}</div>;
}

function Rows({ app }: { app: App }) {
  const { answer, search } = app.list.value;
  const isEmpty = !answer || answer.data.length === 0;
  return (
    <div data-search={search}>
      {!isEmpty && <Table app={app} />}
      {isEmpty && app.isBusy.value && <div class="skeleton busy" aria-hidden="true" />}
    </div>
  );
}

function NewLink({ app }: { app: App }) {
  if (!app.mayWrite) return null;
  return (
    <a class="new" href={toHref({ search: app.place.value.search, beside: 'new' })} title="Add a contact (a)">
      New contact
    </a>
  );
}

function Notice({ app }: { app: App }) {
  return (
    <p class="unseen" role="status" aria-live="polite">
      {app.notice.value}
    </p>
  );
}

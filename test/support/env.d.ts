/// <reference types="vite/types/importMeta.d.ts" />

declare namespace Cloudflare {
  interface Env {
    REPLICA: D1Database;
    TEST_MIGRATIONS: import('cloudflare:test').D1Migration[];
  }
}

declare module '*.md?raw' {
  const text: string;
  export default text;
}

declare module '*.toml?raw' {
  const text: string;
  export default text;
}

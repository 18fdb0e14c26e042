declare namespace Cloudflare {
  interface Env {
    REPLICA: D1Database;
    TEST_MIGRATIONS: import('cloudflare:test').D1Migration[];
  }
}

declare module '*.toml?raw' {
  const text: string;
  export default text;
}

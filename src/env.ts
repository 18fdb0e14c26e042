// The bindings of wrangler.toml, and how work goes on behind an answer.

/** The bindings and variables of wrangler.toml and .dev.vars, and the secrets that only a deployment has. */
export type Env = Cloudflare.Env & {
  ACCESS?: string;
  ENVIRONMENT?: string;
  READ_TOKENS?: string;
  WRITE_TOKENS?: string;
  CURSOR_KEYS?: string;
  /** Cloudflare Access, in place of tokens and sessions: src/http/access/gate.ts. */
  ACCESS_TEAM?: string;
  ACCESS_AUDIENCE?: string;
  ACCESS_READERS?: string;
  ACCESS_WRITERS?: string;
  /** `on` limits requests where access is open, too. */
  RATE_LIMITS?: string;
};

/** Goes on with work behind the answer. */
export type WaitUntil = (work: Promise<unknown>) => void;

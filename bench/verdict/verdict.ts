// What a result was held to, and whether it kept it.

export interface Verdict {
  claim: string;
  reached: boolean;
  /** What falls short, or what was seen. */
  seen: string;
}

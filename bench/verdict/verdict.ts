// Whether a claim is kept by what was measured. A type alone.

export interface Verdict {
  claim: string;
  reached: boolean;
  /** What falls short, or what was seen. */
  seen: string;
}

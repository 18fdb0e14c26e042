// The environments of wrangler.toml that are at Cloudflare; apart from what needs wrangler, which takes a second to be there.

export const ENVIRONMENTS = ['production', 'staging'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

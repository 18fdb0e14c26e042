// Published round-trip times between regions, for the model. No number here was measured by this project: the times
// between cities are Microsoft's, between data centres of Azure, and those of KV are Cloudflare's.
import type { Hint } from '../prober/sample.ts';

export const NETWORK_SOURCE = {
  title: 'Azure network round-trip latency statistics',
  url: 'https://learn.microsoft.com/azure/networking/azure-network-latency',
  says: 'P95 of the round trips between Azure regions, in ms, over the 30 days to 30 July 2026',
};

export const KV_SOURCES = [
  {
    title: 'Workers KV completes hybrid storage provider rollout for improved performance, fault-tolerance',
    url: 'https://developers.cloudflare.com/changelog/post/2025-08-22-kv-performance-improvements/',
    says: 'p95 of ~50 ms in Europe, Asia, the Middle East and Africa (22 August 2025)',
  },
  {
    title: 'Choosing a data or storage product',
    url: 'https://developers.cloudflare.com/workers/platform/storage-options/',
    says: 'repeated reads of hot keys typically take 500 µs to 10 ms',
  },
];

/** What a read of KV takes, in ms: the slow end of what is published for a key that the location has read lately. */
export const KV_HOT_MS = 10;
/** And the published p95 for any other key. Nothing is published for the Americas and Oceania: the same is taken. */
export const KV_COLD_MS = 50;

/** Where D1 keeps primaries and replicas. */
export const D1_REGIONS = ['wnam', 'enam', 'weur', 'eeur', 'apac', 'oc'] as const satisfies Hint[];
export type D1Region = (typeof D1_REGIONS)[number];

/** The Azure region that stands for each hint. Cloudflare does not promise a city: it is the model's assumption. */
export const CITIES: Record<Hint, { azure: string; city: string }> = {
  wnam: { azure: 'West US', city: 'San Francisco' },
  enam: { azure: 'East US', city: 'Virginia' },
  sam: { azure: 'Brazil South', city: 'São Paulo' },
  weur: { azure: 'West Europe', city: 'Amsterdam' },
  eeur: { azure: 'Poland Central', city: 'Warsaw' },
  apac: { azure: 'East Asia', city: 'Hong Kong' },
  'apac-ne': { azure: 'Japan East', city: 'Tokyo' },
  'apac-se': { azure: 'Southeast Asia', city: 'Singapore' },
  oc: { azure: 'Australia East', city: 'Sydney' },
  afr: { azure: 'South Africa North', city: 'Johannesburg' },
  me: { azure: 'UAE North', city: 'Dubai' },
};

/** Within a region, which is wider than a city: the table's time from West Europe to its neighbour Belgium Central. */
export const SAME_REGION_MS = 10;

/** From each hint (the table's source) to D1's regions, in their order, in ms; null stands for the region itself. */
const ROUND_TRIPS: Record<Hint, (number | null)[]> = {
  wnam: [null, 72, 151, 167, 151, 142],
  enam: [74, null, 89, 104, 207, 207],
  sam: [170, 121, 191, 211, 315, 298],
  weur: [153, 91, null, 28, 278, 282],
  eeur: [168, 112, 28, null, 250, 300],
  apac: [152, 208, 279, 247, null, 128],
  'apac-ne': [109, 165, 242, 260, 51, 105],
  'apac-se': [171, 229, 181, 202, 40, 98],
  oc: [141, 206, 282, 300, 127, null],
  afr: [278, 225, 171, 198, 272, 348],
  me: [257, 191, 124, 138, 119, 182],
};

/** One round trip from a region to a database, in ms. */
export function roundTripOf(from: Hint, to: D1Region): number {
  return ROUND_TRIPS[from][D1_REGIONS.indexOf(to)] ?? SAME_REGION_MS;
}

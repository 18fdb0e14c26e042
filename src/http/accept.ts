// What an Accept header accepts (RFC 9110, section 12.5.1). Pure.

/** Whether the header, if there is one, accepts the media type: its most specific range that fits decides. */
export function accepts(header: string | undefined, mediaType: string): boolean {
  return toWeight(header, mediaType) > 0;
}

/** The media type that the header accepts best, of several the first; null where it accepts none. */
export function preferred<T extends string>(header: string | undefined, mediaTypes: readonly T[]): T | null {
  const weighed = mediaTypes.map((mediaType) => ({ mediaType, weight: toWeight(header, mediaType) }));
  const best = Math.max(...weighed.map(({ weight }) => weight));
  return best > 0 ? weighed.find(({ weight }) => weight === best)!.mediaType : null;
}

/** From 0, not accepted, to 1. */
function toWeight(header: string | undefined, mediaType: string): number {
  if (header === undefined || header.trim() === '') return 1;
  const ranges = header.split(',').map((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    return { type, weight: Number.isNaN(weight) ? 1 : weight };
  });
  const fitting = [mediaType, mediaType.replace(/\/.*/, '/*'), '*/*'];
  return fitting.flatMap((type) => ranges.filter((range) => range.type === type))[0]?.weight ?? 0;
}

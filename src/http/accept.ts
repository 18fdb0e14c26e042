// What an Accept header accepts (RFC 9110, section 12.5.1). Pure.

/** Whether the header, if there is one, accepts the media type: its most specific range that fits decides. */
export function accepts(header: string | undefined, mediaType: string): boolean {
  if (header === undefined || header.trim() === '') return true;
  const ranges = header.split(',').map((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, isRefused: weight !== undefined && Number(weight) === 0 };
  });
  const fitting = [mediaType, mediaType.replace(/\/.*/, '/*'), '*/*'];
  const decisive = fitting.flatMap((type) => ranges.filter((range) => range.type === type))[0];
  return decisive !== undefined && !decisive.isRefused;
}

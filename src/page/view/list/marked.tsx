// A text with the parts that a search matches marked; where they are is counted in code points.

export function Marked({ text, marks }: { text: string; marks: [start: number, length: number][] }) {
  const letters = Array.from(text);
  const parts = [];
  let end = 0;
  for (const [start, length] of marks) {
    if (start > end) parts.push(letters.slice(end, start).join(''));
    parts.push(<mark key={start}>{letters.slice(start, start + length).join('')}</mark>);
    end = start + length;
  }
  return (
    <>
      {parts}
      {letters.slice(end).join('')}
    </>
  );
}

// A contact's initials on its colour, drawn in the page: a list of fifty needs no fifty requests.
import { type Named, toAvatar, toSize } from '../avatar.ts';

export function Picture({ person }: { person: Named }) {
  const { initials, ink, ground } = toAvatar(person);
  return (
    <svg class="picture" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect width="64" height="64" rx="32" fill={ground} />
      <text x="32" y="33" fill={ink} font-size={toSize(initials)} text-anchor="middle" dominant-baseline="central">
        {initials}
      </text>
    </svg>
  );
}

/** Makes a picture that was drawn that of another contact. */
export function writePicture(picture: Element, person: Named): void {
  const { initials, ink, ground } = toAvatar(person);
  const [circle, text] = [picture.firstElementChild!, picture.lastElementChild!];
  if (circle.getAttribute('fill') !== ground) {
    circle.setAttribute('fill', ground);
    text.setAttribute('fill', ink);
  }
  const letters = text.firstChild as Text;
  if (letters.data === initials) return;
  letters.data = initials;
  text.setAttribute('font-size', String(toSize(initials)));
}

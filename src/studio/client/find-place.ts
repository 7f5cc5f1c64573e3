/** A clue of a finding, as the server gives it. */
export interface PlaceClue {
  readonly kind: 'address' | 'text';
  readonly value: string;
}

/** The element of a letter that the first useful clue leads to; undefined if none does. */
export function findPlace(letter: Document, clues: readonly PlaceClue[]): Element | undefined {
  for (const { kind, value } of clues) {
    const found = kind === 'address' ? findAddress(letter, value) : findText(letter, value);
    if (found) return found;
  }
  return undefined;
}

const holders = 'a[href], img[src], [background], source[srcset], video[src], audio[src]';

function findAddress(letter: Document, address: string): Element | undefined {
  return [...letter.querySelectorAll(holders)].find((element) =>
    ['href', 'src', 'background', 'srcset'].some((name) => isSame(element.getAttribute(name), address)),
  );
}

/** Messages shorten an address at its end; the studio leads those of the publication to its own `/site/`. */
function isSame(written: string | null, address: string): boolean {
  if (written === null) return false;
  if (written.startsWith(address)) return true;
  const wanted = URL.parse(address);
  const seen = URL.parse(written, document.baseURI);
  if (!wanted || !seen || wanted.pathname.length < 2) return false;
  return seen.origin === location.origin && decoded(seen.pathname).endsWith(`/site${decoded(wanted.pathname)}`);
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** The innermost element that shows a text, whatever its white space and case. */
function findText(letter: Document, text: string): Element | undefined {
  const wanted = folded(text);
  if (wanted === '') return undefined;
  const picture = [...letter.querySelectorAll('img[alt]')].find(
    (image) => folded(image.getAttribute('alt')!) === wanted,
  );
  let found: Element | undefined;
  for (let inner: Element | undefined = letter.body; inner; ) {
    if (inner !== letter.body) found = inner;
    inner = [...inner.children].find((child) => isShown(child) && folded(child.textContent).includes(wanted));
  }
  return found ?? picture;
}

function isShown(element: Element): boolean {
  if (element.tagName === 'STYLE' || element.tagName === 'SCRIPT') return false;
  return element.getClientRects().length > 0;
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

import { Idiomorph } from 'idiomorph';
import { keepFrames, liveFrames, repaintFrames } from './frames.ts';

let wanted = 0;
let isAtWork = false;
let isAskedAgain = false;

/** Fetches the page that is open and changes what differs, so that scroll, focus and open details stay. */
export async function repaint(revision = wanted): Promise<void> {
  wanted = Math.max(wanted, revision);
  isAskedAgain = true;
  if (isAtWork) return;
  isAtWork = true;
  try {
    while (isAskedAgain) {
      isAskedAgain = false;
      await Promise.all([repaintPage(), repaintFrames(liveFrames())]);
    }
    document.dispatchEvent(new CustomEvent('studio:repainted', { detail: wanted }));
  } finally {
    isAtWork = false;
  }
}

let isAsked = false;
let isMoving = false;

/** The same where not the disk has changed but the address: frames that are to show another one change in place. */
export async function repaintView(): Promise<void> {
  isAsked = true;
  if (isMoving) return;
  isMoving = true;
  try {
    while (isAsked) {
      isAsked = false;
      await repaintFrames(await repaintPage());
    }
    document.dispatchEvent(new CustomEvent('studio:repainted', { detail: wanted }));
  } finally {
    isMoving = false;
  }
}

/** @returns the live frames that are to show another address than before. */
async function repaintPage(): Promise<HTMLIFrameElement[]> {
  const response = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => undefined);
  if (!response) return [];
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  document.title = fresh.title;
  const moved = keepFrames(fresh);
  Idiomorph.morph(document.body, fresh.body, {
    ignoreActiveValue: true,
    callbacks: {
      beforeNodeMorphed: (old: Node) => !isKept(old),
      beforeNodeRemoved: (old: Node) => !isTyped(old),
      // What somebody has opened stays open.
      beforeAttributeUpdated: (name: string, { tagName }: Element, kind: 'update' | 'remove') =>
        tagName !== 'DETAILS' || name !== 'open' || kind === 'update',
    },
  });
  for (const element of document.querySelectorAll<HTMLElement>('[data-script]')) element.hidden = false;
  return moved;
}

/** A form with words that nobody has saved: it stays even where the page has none any more. */
function isTyped(node: Node): boolean {
  return node instanceof HTMLElement && (node.matches('form[data-keep]') || !!node.querySelector('form[data-keep]'));
}

/** A person works there. */
function isKept(node: Node): boolean {
  return node instanceof HTMLElement && node.hasAttribute('data-keep');
}

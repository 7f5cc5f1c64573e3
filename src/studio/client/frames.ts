import { Idiomorph } from 'idiomorph';

/** Frames whose documents are changed in place. */
export function liveFrames(root: ParentNode = document): HTMLIFrameElement[] {
  return [...root.querySelectorAll<HTMLIFrameElement>('iframe[data-live]')];
}

/** Changes the documents of live frames, so that they keep their scroll position. No script runs in them. */
export async function repaintFrames(frames: readonly HTMLIFrameElement[]): Promise<void> {
  await Promise.all(frames.map(repaintFrame));
}

/**
 * Keeps live frames of the page from being loaded anew where the fresh page has another address for them: a frame with an
 * id keeps its `src`, and `data-live` says what it shows.
 * @returns these frames.
 */
export function keepFrames(fresh: Document): HTMLIFrameElement[] {
  return liveFrames(fresh).flatMap((frame) => {
    const old = document.getElementById(frame.id);
    if (!(old instanceof HTMLIFrameElement) || old.src === '') return [];
    const address = frame.src;
    const shown = addressOfFrame(old);
    if (old.src !== address) frame.dataset.live = address;
    frame.setAttribute('src', old.getAttribute('src')!);
    return shown === address ? [] : [old];
  });
}

function addressOfFrame({ dataset, src }: HTMLIFrameElement): string {
  return dataset.live || src;
}

async function repaintFrame(frame: HTMLIFrameElement): Promise<void> {
  const address = addressOfFrame(frame);
  const inner = frame.contentDocument;
  const isSame = inner?.contentType === 'text/html' && inner.location.pathname === new URL(address).pathname;
  const response = isSame ? await fetch(address).catch(() => undefined) : undefined;
  if (isSame && !response) return;
  if (!response || !/^text\/html\b/.test(response.headers.get('content-type') ?? '')) {
    if (inner?.location.href === address) inner.location.reload();
    else frame.contentWindow?.location.replace(address);
    return;
  }
  const text = await response.text();
  // The page that was painted meanwhile may have no such frame.
  if (!frame.contentWindow || frame.contentDocument !== inner) return;
  // By the frame's own policy: under that of this page, styles of new elements would be taken from them.
  const { DOMParser: OwnParser } = frame.contentWindow as Window & typeof globalThis;
  const fresh = new OwnParser().parseFromString(text, 'text/html');
  Idiomorph.morph(inner!.documentElement, fresh.documentElement, { head: { style: 'morph' } });
}

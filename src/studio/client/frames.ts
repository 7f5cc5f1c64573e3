import { Idiomorph } from 'idiomorph';

/** Changes the documents of live frames in place, so that they keep their scroll position. No script runs in them. */
export async function repaintFrames(root: ParentNode): Promise<void> {
  const frames = [...root.querySelectorAll<HTMLIFrameElement>('iframe[data-live]')];
  await Promise.all(frames.map(repaintFrame));
}

async function repaintFrame(frame: HTMLIFrameElement): Promise<void> {
  const inner = frame.contentDocument;
  const response = await fetch(frame.src).catch(() => undefined);
  if (!response) return;
  const text = await response.text();
  if (!inner?.documentElement || !/^text\/html\b/.test(response.headers.get('content-type') ?? '')) {
    frame.contentWindow?.location.reload();
    return;
  }
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  Idiomorph.morph(inner.documentElement, fresh.documentElement, { head: { style: 'morph' } });
}

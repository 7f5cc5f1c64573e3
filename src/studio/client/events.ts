/**
 * Calls `changed` whenever the revision is another one than that of the page. The connection is closed while nobody looks:
 * a browser opens six to one host, and each tab would keep one.
 */
export function hearChanges(address: string, shown: number, changed: (revision: number) => Promise<void>): void {
  let known = shown;
  let source: EventSource | undefined;
  const live = document.getElementById('live');
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener('revision', ({ data }: MessageEvent<string>) => {
      if (live?.textContent) live.textContent = '';
      if (Number(data) === known) return;
      known = Number(data);
      void changed(known);
    });
    source.addEventListener('error', () => {
      if (live) live.textContent = 'The studio does not answer; it may have ended.';
    });
  };
  const close = () => {
    source?.close();
    source = undefined;
  };
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  open();
}

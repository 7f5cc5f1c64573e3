// The publication is read for the first time: tells how far that is, and gives way to what was asked for.
const title = document.getElementById('reading')!;
const bar = document.querySelector('progress')!;
const events = new EventSource(document.body.dataset.events!);

events.addEventListener('reading', ({ data }: MessageEvent<string>) => {
  const { done, total, words }: { done: number; total: number; words: string } = JSON.parse(data);
  if (title.textContent !== words) title.textContent = words;
  if (total > 0) [bar.max, bar.value] = [total, done];
});
events.addEventListener('revision', () => {
  events.close();
  location.reload();
});
addEventListener('pagehide', () => events.close());

interface Counts {
  readonly errors?: number;
  readonly warnings?: number;
}

/** After so many milliseconds without a change the findings are counted, so that they never delay what is seen. */
const calm = 300;

/** Fills in the numbers of findings in the navigation: of the open item, once its view is painted. */
export function keepCounts(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void count(), calm);
  };
  if (document.readyState === 'complete') soon();
  else addEventListener('load', soon, { once: true });
  document.addEventListener('studio:repainted', soon);
}

async function count(): Promise<void> {
  const place = document.querySelector<HTMLElement>('.counts[data-from]');
  // Who comes back to the page finds it repainted.
  if (!place || document.hidden) return;
  const counts = await countsFrom(place.dataset.from!).catch(() => undefined);
  if (!counts) return;
  const { errors = 0, warnings = 0 } = counts;
  place.replaceChildren(...[badge('error', errors), badge('warning', warnings)].filter((one) => one !== undefined));
}

/** Rejects where the page is left, or the studio ends, in the midst of the answer. */
async function countsFrom(address: string): Promise<Counts | undefined> {
  const response = await fetch(address);
  return response.ok ? ((await response.json()) as Counts) : undefined;
}

function badge(severity: 'error' | 'warning', number: number): HTMLElement | undefined {
  if (number === 0) return undefined;
  const made = document.createElement('span');
  made.className = `badge ${severity}`;
  const words = document.createElement('span');
  words.className = 'hidden-label';
  words.textContent = ` ${severity}${number === 1 ? '' : 's'}`;
  made.append(String(number), words);
  return made;
}

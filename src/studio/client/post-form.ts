import { repaint } from './repaint.ts';

interface Step {
  readonly done?: number;
  readonly total?: number;
  readonly problems?: readonly { readonly message: string; readonly hint?: string }[];
}

/**
 * Sends a form whose work takes a while and shows how far it is. While that lasts, its button cancels it, as does leaving
 * the page; nothing is done twice.
 */
export async function postForm(event: SubmitEvent, form: HTMLFormElement): Promise<void> {
  event.preventDefault();
  const button = form.querySelector('button')!;
  const progress = form.querySelector('progress');
  const outcome = form.querySelector<HTMLElement>('.outcome')!;
  if (form.dataset.busy) return;
  form.dataset.busy = 'busy';
  const leaving = new AbortController();
  const words = button.textContent;
  const isAgain = (click: Event) => click.preventDefault();
  button.addEventListener('click', isAgain);
  const cancel = () => leaving.abort();
  // The second half of a double click shall not cancel what the first began.
  const armed = setTimeout(() => {
    button.textContent = 'Cancel';
    button.addEventListener('click', cancel);
  }, 600);
  if (progress) progress.hidden = false;
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form) as unknown as Record<string, string>),
      headers: { Accept: 'application/x-ndjson' },
      signal: leaving.signal,
    });
    const fault = response.ok ? await follow(response, outcome, progress) : `The studio answered ${response.status}.`;
    outcome.textContent = fault ?? form.dataset.done ?? '';
    if (fault === undefined) await repaint();
  } catch {
    outcome.textContent = leaving.signal.aborted ? 'Cancelled.' : 'The studio does not answer; it may have ended.';
  } finally {
    clearTimeout(armed);
    button.removeEventListener('click', isAgain);
    button.removeEventListener('click', cancel);
    button.textContent = words;
    if (progress) progress.hidden = true;
    delete form.dataset.busy;
  }
}

/** Reads the lines of the answer as they come. Returns why the work failed, if it did. */
async function follow(
  response: Response,
  outcome: HTMLElement,
  progress: HTMLProgressElement | null,
): Promise<string | undefined> {
  let rest = '';
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const parts = `${rest}${read.value}`.split('\n');
    rest = parts.pop()!;
    for (const line of parts.filter(Boolean)) {
      const { done, total, problems } = JSON.parse(line) as Step;
      if (problems) return problems.map(({ message, hint }) => [message, hint].filter(Boolean).join('. ')).join(' ');
      if (done === undefined || total === undefined) continue;
      outcome.textContent = `${done} of ${total} asked`;
      if (progress) progress.value = done / total;
    }
  }
  return undefined;
}

import { fitFrames, widenFrame } from './fit-frames.ts';
import { repaintView } from './repaint.ts';

/*
 * The form above a letter, a page or a feed: each change is seen at once, and the address says it. Width and colours are
 * remembered for the next one of its kind.
 */

document.documentElement.classList.add('scripted');
fitFrames();

document.addEventListener('change', ({ target }) => {
  const form = target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.form : null;
  if (form?.id === 'letter-look') void show(form);
});

document.addEventListener('submit', (event) => {
  if (!(event.target instanceof HTMLFormElement) || event.target.id !== 'letter-look') return;
  event.preventDefault();
  void show(event.target, event.submitter);
});

/** Leads to the address of what the form says, without loading the page anew. */
async function show(form: HTMLFormElement, submitter?: HTMLElement | null): Promise<void> {
  const address = new URL(form.action);
  for (const [name, value] of new FormData(form, submitter ?? null))
    if (value === '' || usual[name] === value) address.searchParams.delete(name);
    else address.searchParams.set(name, String(value));
  remember(form.dataset.kind, address.searchParams);
  history.replaceState(null, '', address);
  await move();
}

/** Shows what the address says. Whoever waits for it can see that it is on its way. */
async function move(): Promise<void> {
  document.documentElement.setAttribute('aria-busy', 'true');
  try {
    await repaintView();
  } finally {
    document.documentElement.removeAttribute('aria-busy');
  }
  const frame = frameOf();
  if (frame) widenFrame(frame, undefined);
}

const usual: Readonly<Record<string, string>> = { scheme: 'light', reader: 'web', format: 'atom' };
const remembered = ['width', 'scheme'] as const;

function remember(kind: string | undefined, values: URLSearchParams): void {
  if (kind === undefined) return;
  const kept = Object.fromEntries(remembered.flatMap((name) => (values.has(name) ? [[name, values.get(name)]] : [])));
  try {
    localStorage.setItem(`studio ${kind}`, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing shows everything as usual.
  }
}

/** An address that says neither is seen as the last one of its kind. */
function recall(): void {
  const kind = document.querySelector<HTMLFormElement>('form#letter-look')?.dataset.kind;
  const address = new URL(location.href);
  if (kind === undefined || remembered.some((name) => address.searchParams.has(name))) return;
  let kept: Record<string, string> = {};
  try {
    kept = JSON.parse(localStorage.getItem(`studio ${kind}`) ?? '{}');
  } catch {
    return;
  }
  if (Object.keys(kept).length === 0) return;
  for (const [name, value] of Object.entries(kept)) address.searchParams.set(name, value);
  history.replaceState(null, '', address);
  void move();
}

function frameOf(): HTMLIFrameElement | null {
  return document.querySelector<HTMLIFrameElement>('#letter-frame');
}

const widthField = () => document.querySelector<HTMLInputElement>('#letter-look input[name="width"]');
const bounded = (width: number) => Math.round(Math.min(1600, Math.max(280, width)));

/** Sets the width that the form has, and shows it. */
function widen(width: number): void {
  const [frame, field] = [frameOf(), widthField()];
  if (!frame || !field) return;
  field.value = String(bounded(width));
  widenFrame(frame, bounded(width));
}

function settle(): void {
  const form = widthField()?.form;
  if (form) void show(form);
}

document.addEventListener('pointerdown', (event) => {
  const grip = event.target instanceof Element ? event.target.closest<HTMLElement>('#letter-grip') : null;
  const frame = frameOf();
  if (!grip || !frame || event.button !== 0) return;
  event.preventDefault();
  grip.focus();
  grip.setPointerCapture(event.pointerId);
  const start = frame.clientWidth - event.clientX;
  const move = ({ clientX }: PointerEvent) => widen(start + clientX);
  grip.addEventListener('pointermove', move);
  grip.addEventListener(
    'lostpointercapture',
    () => {
      grip.removeEventListener('pointermove', move);
      settle();
    },
    { once: true },
  );
});

document.addEventListener('keydown', (event) => {
  const frame = frameOf();
  if (!(event.target instanceof Element) || event.target.id !== 'letter-grip' || !frame) return;
  const now = frame.clientWidth;
  const step = event.shiftKey ? 50 : 10;
  const widths: Readonly<Record<string, number>> = {
    ArrowLeft: now - step,
    ArrowDown: now - step,
    ArrowRight: now + step,
    ArrowUp: now + step,
    Home: 280,
    End: 1600,
  };
  const width = widths[event.key];
  if (width === undefined) return;
  event.preventDefault();
  widen(width);
  settle();
});

recall();

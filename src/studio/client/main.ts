import { keepCounts } from './counts.ts';
import { hearChanges } from './events.ts';
import { repaint } from './repaint.ts';

/** What works only with script is hidden until here. */
for (const element of document.querySelectorAll<HTMLElement>('[data-script]')) element.hidden = false;

// In a long list, and on a small screen.
document.querySelector('.sidebar [aria-current]')?.scrollIntoView({ block: 'nearest' });

hearChanges(document.body.dataset.events!, Number(document.body.dataset.revision), repaint);
keepCounts();

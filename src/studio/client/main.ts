import { keepCounts } from './counts.ts';
import { hearChanges } from './events.ts';
import { repaint } from './repaint.ts';

/** What works only with script is hidden until here. */
for (const element of document.querySelectorAll<HTMLElement>('[data-script]')) element.hidden = false;

// In a long list, and on a small screen.
for (const current of document.querySelectorAll('.sidebar [aria-current], .views [aria-current], .tabs [aria-current]'))
  current.scrollIntoView({ block: 'nearest', inline: 'nearest' });

hearChanges(document.body.dataset.events!, Number(document.body.dataset.revision), repaint);
keepCounts();

// Makes a list of generic readers in a database, and freezes the letter for them: what `send-tidings` begins with.
import { join } from 'node:path';
import { sharedHeadersOf } from '../../../dist/email/message/shared-headers.js';
import { openStore } from '../../../dist/store/open.js';
import { checkEntry } from '../../../dist/subscribers/entry.js';
import { issue, letter, settings } from './letter-63k.js';
import { clock, key } from './send.js';

const [, , folder, count] = process.argv;
const store = await openStore(join(folder, 'tidings.db'), { key, clock, named: 'tidings.db' });

function* batches() {
  for (let from = 0; from < Number(count); from += 1000) {
    yield Array.from({ length: Math.min(1000, Number(count) - from) }, (_, index) => {
      const address = `reader-${from + index}@example.org`;
      const entry = checkEntry({ address, name: `Reader ${from + index}`, consent: 'made for a bench' }, new Set());
      return { line: from + index + 2, address, entry };
    });
  }
}

for await (const _ of store.subscribers.merge(batches(), { apply: true }));
await store.ledger.freeze({
  ...{ issue: issue.id, slug: issue.slug, subject: 'Bench', source: 'bench', selection: {} },
  letters: [
    {
      language: 'en',
      letter,
      mailing: sharedHeadersOf(issue, { settings }, settings.newsletter.from),
      viewUrl: issue.url,
    },
  ],
  ways: [{ has: [], lacks: [], letter: 0 }],
});
await store.close();

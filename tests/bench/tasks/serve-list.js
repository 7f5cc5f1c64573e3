// Makes a list of generic readers in a database, and a file with the token of each by which they leave.
import { createSecretKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../../dist/store/open.js';
import { checkEntry } from '../../../dist/subscribers/entry.js';
import { writeToken } from '../../../dist/subscribers/token.js';

/** That of the `.env` in tests/bench/parts/serve-readers.ts. */
const key = createSecretKey('0123456789abcdef0123456789abcdef', 'utf8');

const [, , folder, count] = process.argv;
const clock = () => new Date();
const store = await openStore(join(folder, 'tidings.db'), { key, clock, named: 'tidings.db' });

function* batches() {
  for (let from = 0; from < Number(count); from += 1000) {
    yield Array.from({ length: Math.min(1000, Number(count) - from) }, (_, index) => {
      const address = `reader-${from + index}@example.org`;
      const entry = checkEntry({ address, consent: 'made for a bench' }, new Set());
      return { line: from + index + 2, address, entry };
    });
  }
}

for await (const _ of store.subscribers.merge(batches(), { apply: true }));
const { list } = store.subscribers;
const tokens = Array.from({ length: Number(count) }, (_, index) =>
  writeToken(key, { purpose: 'unsubscribe', list, subscriber: index + 1 }),
);
writeFileSync(join(folder, 'tokens'), `${tokens.join('\n')}\n`);
await store.close();

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { serverOf } from './doors-of.ts';

test('the guide names each path that a proxy has to pass on, and no other', async () => {
  const { routes, doors } = await serverOf();
  const beginnings = routes
    .filter((path) => path.startsWith(doors.base))
    .map((path) => path.slice(doors.base.length).split('/')[0]!);
  const guide = readFileSync(new URL('../../templates/guide/articles/serve.md', import.meta.url), 'utf8');
  const table = /^\| Path below `server\.url`.*?\n\n/ms.exec(guide)![0];
  const named = [...table.matchAll(/^\| `([a-z-]+)\/?` \|/gm)].map(([, name]) => name);
  expect([...new Set(beginnings)].toSorted()).toEqual(named.toSorted());
});

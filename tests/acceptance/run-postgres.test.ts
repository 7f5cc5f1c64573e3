import { appendFile, cp, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { startScript } from '../send/servers.ts';
import { hasPostgres, startPostgres } from '../store/postgres/server.ts';
import { names, readersOf, scheduled } from './scheduled.ts';

const script = '#!/bin/sh\nexport TIDINGS_PUBLISH=rsync\nexec npx tidings run --max-readers 500\n';

test.skipIf(!hasPostgres)(
  'two machines that share a list in PostgreSQL and run at the same time send each reader one letter, also after a crash',
  async () => {
    const { url, stop } = await startPostgres();
    try {
      const { messages, port } = await startScript({});
      const { folder, shell, run } = await scheduled(port, script);
      await appendFile(`${folder}/.env`, `DATABASE_URL=${url}\n`);
      const moved = 'rm tidings.db* && npx tidings subscribers import list.csv --consent test --apply';
      expect(await shell(moved)).toMatchObject({ code: 0 });
      const other = await folderOf();
      await cp(folder, other, { recursive: true });
      const both = await Promise.all([run(), shell(`cd '${other}' && exec ./publish.sh`)]);
      expect(both.map(({ code, stderr }) => [code, stderr])).toEqual([
        [0, ''],
        [0, ''],
      ]);
      expect(readersOf(messages)).toEqual(names);
      expect(await run()).toEqual({ code: 0, stdout: '', stderr: '' });
      await writeFile(`${folder}/articles/2026-11-24-fog.txt`, 'Fog\n\nNo ferry ran.\n');
      await writeFile(`${folder}/bin/rsync`, '#!/bin/sh\nkill -9 0\n');
      expect((await run()).code).not.toBe(0);
      await cp(`${other}/bin/rsync`, `${folder}/bin/rsync`);
      expect(await run()).toMatchObject({ code: 0, stderr: expect.stringContaining('was cut off at "publish"') });
      expect(readersOf(messages)).toEqual([...names, ...names].toSorted());
    } finally {
      stop();
    }
  },
);

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

test.each([
  ['names JavaScript', JSON.stringify({ packages: ['./hostile.js'] })],
  ['is no JSON', '{ packages: '],
])('a .mjmlconfig in the working directory that %s is neither run nor read', async (_, config) => {
  const folder = await mkdtemp(join(tmpdir(), 'tidings-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, '.mjmlconfig'), config);
  await writeFile(join(folder, 'hostile.js'), `require('node:fs').writeFileSync('ran', '');`);
  const program = `
    import { loadMjml } from ${JSON.stringify(new URL('../../src/lib/mjml.ts', import.meta.url).href)};
    const { html } = await loadMjml()('<mjml><mj-body><mj-section></mj-section></mj-body></mjml>');
    process.stdout.write(process.cwd() + html.length);
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', program], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/\d{3,}$/);
  expect(stdout).toContain(folder);
  expect(existsSync(join(folder, 'ran'))).toBe(false);
});

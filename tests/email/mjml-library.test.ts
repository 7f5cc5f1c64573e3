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
    import { loadMjml } from ${JSON.stringify(new URL('../../src/email/mjml-library.ts', import.meta.url).href)};
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

test('nothing is loaded that could ask the network, and styles are still written into the tags that ask for it', () => {
  const program = `
    import { createRequire } from 'node:module';
    import { loadMjml } from ${JSON.stringify(new URL('../../src/email/mjml-library.ts', import.meta.url).href)};
    const mjml = loadMjml();
    const style = '<mj-head><mj-style inline="inline">.red { color: red; }</mj-style></mj-head>';
    const body = '<mj-body><mj-section><mj-column><mj-text><p class="red">x</p></mj-text></mj-column></mj-section></mj-body>';
    const { html } = await mjml('<mjml>' + style + body + '</mjml>', { fonts: {} });
    const names = ['undici', 'web-resource-inliner'];
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    console.log(JSON.stringify([/<p class="red" style="color: red;">/.test(html), names.filter((name) => loaded.some((file) => file.includes('/' + name + '/')))]));
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', program], {
    cwd: join(import.meta.dirname, '../..'),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([true, []]);
});

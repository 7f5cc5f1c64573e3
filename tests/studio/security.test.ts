import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { articleOf } from '../publish/publication.ts';
import { askRaw, begunStudio } from './socket.ts';

const settings = 'title: The Letter\nurl: https://example.org\nnewsletter:\n  from: letter@example.org\n';
const files = { 'tidings.yaml': settings, 'articles/frost.md': articleOf('First frost', '2026-11-02') };

/** The studio, its path with the token, and its port. */
async function begun(more: Readonly<Record<string, string>> = {}) {
  const folder = await folderOf({ ...files, ...more });
  const { address } = await begunStudio(folder);
  const { pathname, port } = new URL(address);
  return { folder, address, root: pathname, port };
}

test('a name on the web that was led to this machine is refused, with and without the token', async () => {
  const { address, root, port } = await begun();
  for (const host of ['attacker.example.org', `attacker.example.org:${port}`, '127.0.0.1', 'localhost:1']) {
    expect((await askRaw(address, root, { headers: { Host: host } })).status, host).toBe(421);
    expect((await askRaw(address, '/', { headers: { Host: host } })).status, host).toBe(421);
  }
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`])
    expect((await askRaw(address, root, { headers: { Host: host } })).status, host).toBe(200);
});

test('without the token, or with another one, there is one page, which holds nothing of the publication', async () => {
  const { address, root } = await begun();
  const token = root.slice(1, -1);
  const wrong = [
    '/',
    '/letters/frost',
    `/${token.slice(0, -1)}/`,
    `/${token}x/`,
    `/${token.toLowerCase()}/`,
    '/x/events',
    '/site/atom.xml',
  ];
  for (const path of wrong) {
    const { status, text } = await askRaw(address, path);
    expect(status, path).toBe(403);
    expect(text).toContain('Open the address that the terminal printed');
    expect(text).not.toMatch(/The Letter|First frost/);
  }
});

test('only pages of the studio write: a foreign, a missing and an opaque origin are refused', async () => {
  const { address, root, port } = await begun();
  const own = `http://127.0.0.1:${port}`;
  const host = `127.0.0.1:${port}`;
  for (const path of ['', 'look', 'send/frost/test', 'letters/frost']) {
    for (const origin of ['https://attacker.example.org', 'null', `http://localhost:${port}`, `${own}0`, undefined]) {
      const headers = { Host: host, ...(origin !== undefined && { Origin: origin }) };
      expect((await askRaw(address, root + path, { method: 'POST', headers })).status, `${path} ${origin}`).toBe(403);
    }
    const crossing = { Host: host, Origin: own, 'Sec-Fetch-Site': 'cross-site' };
    expect((await askRaw(address, root + path, { method: 'POST', headers: crossing })).status).toBe(403);
  }
});

test('no method but GET, HEAD and POST is answered', async () => {
  const { address, root } = await begun();
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])
    expect((await askRaw(address, root, { method })).status, method).toBe(405);
  expect((await askRaw(address, root, { method: 'HEAD' })).status).toBe(200);
});

test('no path leaves the output, and no file of the publication but published ones is there', async () => {
  const { folder, address, root } = await begun({
    '.env': 'SMTP_PASSWORD=opensesame\n',
    'articles/pictures/frost.png': 'no picture',
  });
  await writeFile(join(folder, 'outside.txt'), 'private words');
  await symlink(join(folder, 'outside.txt'), join(folder, 'articles/pictures/leak.png'));
  const paths = [
    '../tidings.yaml',
    '..%2ftidings.yaml',
    '%2e%2e/tidings.yaml',
    '%2e%2e%2f.env',
    '..%5c.env',
    '/etc/passwd',
    '%2fetc%2fpasswd',
    'articles/pictures/leak.png',
    'pictures/leak.png',
    'articles/../../.env',
    '.env',
    'tidings.yaml',
    'tidings.lock',
    'outside.txt',
    'index.html%00.png',
    '%',
    '%ff',
    'constructor',
    '__proto__',
  ];
  for (const base of ['site/', 'client/', 'styles/', 'client/vendor/'])
    for (const path of paths) {
      const { status, text } = await askRaw(address, root + base + path);
      expect([403, 404, 400], `${base}${path}`).toContain(status);
      expect(text).not.toMatch(/opensesame|private words|root:|title: The Letter/);
    }
});

test('every answer names its policy, says what it is, and is kept nowhere', async () => {
  const { address, root } = await begun();
  for (const path of [
    '',
    'letters/frost',
    'letters/frost/frame',
    'site/',
    'site/atom.xml',
    'site/nowhere',
    'client/main.js',
    'events/no',
  ]) {
    const { headers } = await askRaw(address, root + path);
    expect(headers['content-security-policy'], path).toContain("default-src 'none'");
    expect(headers['content-security-policy'], path).not.toMatch(
      /script-src[^;]*('unsafe|\*|data:|https?:\/\/(?!127))/,
    );
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['cache-control'], path).toBe('no-store');
    expect(headers['cross-origin-resource-policy'], path).toBe('same-origin');
    expect(headers['referrer-policy'], path).toBe('same-origin');
    expect(headers['access-control-allow-origin'], path).toBeUndefined();
  }
});

test('scripts are let in from the studio alone: files of the publication have the same origin', async () => {
  const { address, root, port } = await begun();
  const { headers } = await askRaw(address, `${root}letters/frost`);
  expect(headers['content-security-policy']).toContain(`script-src http://127.0.0.1:${port}${root}client/;`);
  for (const path of ['letters/frost/frame', 'site/', 'site/articles/frost/']) {
    const policy = (await askRaw(address, root + path)).headers['content-security-policy'];
    expect(policy, path).toMatch(/sandbox allow-same-origin allow-popups($|;)/);
    expect(policy, path).not.toContain('script-src');
  }
});

test('no secret and no address of a reader is on any page', async () => {
  const { address, root } = await begun({
    '.env': 'SMTP_URL=smtp://letter:opensesame@127.0.0.1:2525\nTIDINGS_SECRET=0123456789abcdef0123456789abcdef-own\n',
  });
  const paths = [
    '',
    'letters/frost',
    'letters/frost/headers',
    'letters/frost/source',
    'checks/frost',
    'send/frost',
    'look',
    'feeds',
    'pages',
  ];
  for (const path of paths) {
    const { text, status } = await askRaw(address, root + path);
    expect(status, path).toBeLessThan(500);
    expect(text, path).not.toMatch(/opensesame|0123456789abcdef/);
  }
});

test('an article cannot break out of the lists and titles of the studio', async () => {
  const evil = '<img src=x onerror=alert(1)>"\'><script>alert(2)</script>';
  const { address, root } = await begun({
    'articles/evil.md': articleOf(JSON.stringify(evil), '2026-11-05', `summary: ${JSON.stringify(evil)}\n`),
  });
  for (const path of ['', 'letters/evil', 'pages/evil', 'feeds/evil', 'checks/evil', 'send/evil', '?q=%3Cscript%3E']) {
    const { text } = await askRaw(address, root + path);
    expect(text, path).not.toMatch(/<script>alert|<img src=x|onerror=alert\(1\)>/);
  }
});

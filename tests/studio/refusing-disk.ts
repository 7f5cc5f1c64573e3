import { studioApp } from '../../src/studio/app.ts';
import { LiveSession } from '../../src/studio/session.ts';
import { hrefBelow } from '../../src/studio/studio.ts';

// Saves by each form of the studio in a folder that takes nothing, and prints the answers as JSON.
const [folder = ''] = process.argv.slice(2);
const own = 'http://127.0.0.1:4323';
const context = { cwd: folder, environment: {}, clock: () => new Date('2026-11-30T00:00:00Z') };
const session = new LiveSession({ path: '.', flags: {}, context });
const app = studioApp({ session, href: hrefBelow('token'), terminalContext: context }, { port: 4323, token: 'token' });

async function ask(path: string, body?: string | URLSearchParams): Promise<readonly [number, string]> {
  const headers = { Host: '127.0.0.1:4323', ...(body !== undefined && { Origin: own }) };
  const answer = await app.request(
    `${own}/token/${path}`,
    body === undefined ? { headers } : { method: 'POST', body, headers },
  );
  return [answer.status, await answer.text()];
}

const valueIn = (page: string, pattern: RegExp) => pattern.exec(page)?.[1] ?? '';
const form = { subject: 'My new subject', preheader: '', introduction: 'My new words.', day: '', time: '' };
const curated = {
  hash: valueIn((await ask('issues/week/curate'))[1], /data-hash="([0-9a-f]+)"/),
  base: { ...form, subject: 'Frost', introduction: 'Hello.', layout: '', theme: '', draft: false, articles: [] },
  form: { ...form, layout: '', theme: '', draft: false, articles: [{ slug: 'one', id: '', layout: '' }] },
};
const hash = valueIn((await ask('articles/one/publish'))[1], /name="hash" value="([^"]+)"/);
const version = valueIn((await ask('look'))[1], /name="version" value="([^"]*)"/);

const answers = {
  curate: await ask('issues/week/curate', JSON.stringify(curated)),
  publish: await ask('articles/one/publish', new URLSearchParams({ hash, day: '2026-11-11', time: '09:00' })),
  article: await ask('new/article', new URLSearchParams({ title: 'My new title' })),
  issue: await ask('new/issue', new URLSearchParams({ subject: 'My new issue' })),
  digest: await ask('new/digest', new URLSearchParams()),
  look: await ask('look', new URLSearchParams({ theme: 'plain', from: 'plain', version, 'light.link': '#7a1f5c' })),
};
process.stdout.write(JSON.stringify(answers));

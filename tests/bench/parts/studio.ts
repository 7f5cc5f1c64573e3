import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { launch } from '../../acceptance/browser.ts';
import { freePort } from '../../ports.ts';
import { writeArticles } from '../articles.ts';
import { temporaryFolder } from '../folder.ts';
import { median } from '../measure.ts';
import { cli } from '../ours.ts';
import type { Table } from '../table.ts';

const rounds = 25;
const warming = 5;
const saves = 300;

/** From saving an article to its new words in a browser, beside two servers of site generators that show its page. */
export async function* studio(counts: readonly number[] = [1000]): AsyncGenerator<Table> {
  for (const count of counts) yield await savedToSeen(count);
}

async function savedToSeen(count: number): Promise<Table> {
  const contenders = [tidings(count), eleventy(count), ...(hasHugo() ? [hugo(count)] : [])];
  const shown: Shown[] = [];
  for (const contender of contenders) shown.push(await show(contender));
  const times = shown.map((): number[] => []);
  for (let round = 0; round < rounds + warming; round += 1)
    for (const [index, one] of shown.entries()) {
      const time = await one.save();
      if (round >= warming) times[index]!.push(time);
    }
  const [before, after] = await memoryOver(saves, shown[0]!);
  const rows = shown.map(({ name, first }, index) => {
    const sorted = times[index]!.toSorted((a, b) => a - b);
    const late = sorted[Math.ceil(sorted.length * 0.95) - 1]!;
    return [name, median(sorted).toFixed(0), late.toFixed(0), (first / 1000).toFixed(2)];
  });
  for (const { stop } of shown) await stop();
  const notes = [
    'Milliseconds from saving an article until its words are in the page, in Chromium; the studio shows its letter, the others its page.',
    'The first page is timed from the start of the program until the words are painted in a Chromium that is open already, after a build of all but that article.',
    'The bars are a median of 100 ms, a p95 of 250 ms, and a first page within 1.5 s.',
    `Over ${saves.toLocaleString('en')} saves the studio's resident memory went from ${before} to ${after} MB.`,
    ...(hasHugo() ? [] : ['Hugo is not installed here.']),
  ];
  const title = `An article of ${count.toLocaleString('en')} saved, until it is seen`;
  return {
    key: `studio-${count}`,
    title,
    columns: ['', 'median ms', 'p95 ms', 'first page s'],
    rows,
    notes: [notes.join(' ')],
  };
}

interface Previewer {
  readonly name: string;
  readonly cwd: string;
  /** The article that is saved. */
  readonly file: string;
  begin(port: number): Beginning;
}

interface Beginning {
  readonly command: readonly string[];
  /** The line that names the address, where it cannot be known before. */
  readonly ready?: RegExp;
  readonly path: string;
}

interface Shown {
  readonly name: string;
  readonly pid: number;
  /** Milliseconds from the start of the program to the first page. */
  readonly first: number;
  /** Milliseconds until what was saved is seen. */
  save(): Promise<number>;
  stop(): Promise<void>;
}

let mark = 0;

function article(): string {
  mark += 1;
  return `---\ntitle: The article that is saved\ndate: 2026-11-02\n---\n\nThe words are mark-${mark} now.\n`;
}

async function show({ name, cwd, file, begin }: Previewer): Promise<Shown> {
  writeFileSync(file, article());
  const port = await freePort();
  const { command, ready, path } = begin(port);
  // One each: a page behind another is not painted.
  const browser = await launch();
  const began = performance.now();
  const [program, ...words] = command;
  const child = spawn(program!, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  // A server that names each file waits for ever once a pipe is full that nobody reads.
  child.stderr!.resume();
  const base = ready ? await lineOf(child.stdout!, ready) : `http://localhost:${port}/`;
  child.stdout!.resume();
  await answers(base + path);
  const seen = new Map<number, (at: number) => void>();
  const page = await watched(browser, (found, at) => seen.get(found)?.(at));
  const wait = (wanted: number) => new Promise<number>((resolve) => seen.set(wanted, resolve));
  const initial = wait(mark);
  await page.goto(base + path);
  await initial;
  const first = performance.now() - began;
  const save = async () => {
    const text = article();
    const shown = wait(mark);
    const saved = Date.now();
    writeFileSync(file, text);
    return (await shown) - saved;
  };
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    await browser.close();
  };
  return { name, pid: child.pid!, first, save, stop };
}

/** A page that tells of each mark in it or its frames, as soon as a frame is painted with it. */
async function watched(browser: Browser, tell: (mark: number, at: number) => void): Promise<Page> {
  const page = await browser.newPage();
  await page.exposeFunction('sawMark', tell);
  await page.addInitScript(`{
    let last = 0;
    const look = () => {
      const inner = [...document.querySelectorAll('iframe')].map((one) => one.contentDocument?.body?.textContent ?? '');
      const found = /mark-(\\d+)/.exec([document.body?.textContent ?? '', ...inner].join(' '));
      if (found && Number(found[1]) !== last) {
        last = Number(found[1]);
        window.sawMark(last, Date.now());
      }
      requestAnimationFrame(look);
    };
    if (window === window.top) requestAnimationFrame(look);
  }`);
  return page;
}

async function lineOf(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  for await (const line of createInterface({ input: stream })) {
    const found = pattern.exec(line);
    if (found) return found[1] ?? '';
  }
  throw new Error(`no line like ${pattern}`);
}

/** Waits until something is at an address. */
async function answers(address: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const answer = await fetch(address).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error(`nothing at ${address} after a minute`);
}

/** Resident memory in MB after the first hundred saves, and after all. */
async function memoryOver(count: number, { pid, save }: Shown): Promise<[number, number]> {
  for (let done = 0; done < 100; done += 1) await save();
  const before = residentOf(pid);
  for (let done = 100; done < count; done += 1) await save();
  return [before, residentOf(pid)];
}

function residentOf(pid: number): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}

function folderOf(template: string, articles: string, count: number): string {
  const cwd = temporaryFolder();
  cpSync(join(import.meta.dirname, '../sites', template), cwd, { recursive: true });
  writeArticles(join(cwd, articles), count - 1, { tagged: false });
  return cwd;
}

function tidings(count: number): Previewer {
  const cwd = folderOf('tidings', 'articles', count);
  // A warm start: somebody has built there before.
  execFileSync(process.execPath, [cli, 'build'], { cwd, stdio: 'ignore' });
  const begin = (port: number): Beginning => ({
    command: [process.execPath, cli, 'studio', '--no-open', '--port', String(port)],
    ready: /(http:\/\/\S+)/,
    path: 'letters/mark',
  });
  return { name: 'tidings studio, the letter', cwd, file: join(cwd, 'articles/mark.md'), begin };
}

const plugin = '@11ty/eleventy-plugin-rss';

function eleventy(count: number): Previewer {
  const cwd = folderOf('eleventy', 'articles', count);
  const modules = join(import.meta.dirname, '../node_modules');
  cpSync(join(cwd, 'articles.11tydata.json'), join(cwd, 'articles/articles.11tydata.json'));
  // The plugin alone: Eleventy would watch every package of the bench.
  mkdirSync(join(cwd, 'node_modules/@11ty'), { recursive: true });
  symlinkSync(join(modules, plugin), join(cwd, 'node_modules', plugin));
  const program = join(modules, '@11ty/eleventy/cmd.cjs');
  const begin = (port: number): Beginning => ({
    command: [process.execPath, program, '--serve', `--port=${port}`, '--output=output'],
    path: 'articles/mark/',
  });
  return { name: 'Eleventy 3 --serve, the page', cwd, file: join(cwd, 'articles/mark.md'), begin };
}

function hugo(count: number): Previewer {
  const cwd = folderOf('hugo', 'content/articles', count);
  const begin = (port: number): Beginning => ({
    command: ['hugo', 'server', '--port', String(port), '--baseURL', `http://localhost:${port}/`],
    path: 'articles/mark/',
  });
  return { name: 'Hugo server, the page', cwd, file: join(cwd, 'content/articles/mark.md'), begin };
}

function hasHugo(): boolean {
  return spawnSync('hugo', ['version']).status === 0;
}

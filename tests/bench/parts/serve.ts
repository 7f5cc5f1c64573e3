import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeArticles } from '../articles.ts';
import { temporaryFolder } from '../folder.ts';
import { median } from '../measure.ts';
import { cli, task } from '../ours.ts';
import { type Load, load, type Running, running } from '../running.ts';
import type { Table } from '../table.ts';
import { serveReaders } from './serve-readers.ts';

/** Feeds and pages over 64 connections, beside one worker of nginx and serve-static on Express. */
export async function* serve(): AsyncGenerator<Table> {
  const folder = publication();
  const servers = await contenders(folder);
  try {
    for (const work of works) yield tableOf(work, await compared(servers, work));
  } finally {
    for (const { server } of servers) await server.stop();
  }
  yield* serveReaders();
}

interface Work {
  readonly key: string;
  readonly title: string;
  readonly coding: string;
  /** Whether the client has the newest version already. */
  readonly isKnown: boolean;
  readonly notes: readonly string[];
}

const works: readonly Work[] = [
  {
    ...{ key: 'serve-304', coding: 'gzip, br', isKnown: true },
    title: 'A feed that the reader has already (304)',
    notes: ['The bar is 40 % of one nginx worker, and ahead of serve-static.'],
  },
  {
    ...{ key: 'serve-200', coding: 'gzip, br', isKnown: false },
    title: 'A feed, compressed',
    notes: [
      'Tidings sends Brotli; nginx sends the gzip file that lies beside the feed; serve-static does not compress.',
    ],
  },
];

const rounds = 5;

interface Server {
  readonly name: string;
  readonly server: Running;
}

function publication(): string {
  const folder = temporaryFolder();
  writeArticles(join(folder, 'articles'), 100);
  writeFileSync(join(folder, 'tidings.yaml'), 'title: The Letter\nurl: https://example.org\nnewsletter: false\n');
  execFileSync(process.execPath, [cli, 'build', folder], { stdio: 'ignore' });
  const feed = join(folder, 'output/atom.xml');
  writeFileSync(`${feed}.gz`, gzipSync(readFileSync(feed)));
  return folder;
}

async function contenders(folder: string): Promise<Server[]> {
  const output = join(folder, 'output');
  const nginx = (port: number) => {
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const file = join(folder, 'nginx.conf');
    writeFileSync(
      file,
      `${process.getuid?.() === 0 ? 'user root;\n' : ''}daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/log;
events { worker_connections 1024; }
http {
  types { application/atom+xml xml; }
  sendfile on; tcp_nopush on; keepalive_requests 1000000; access_log off; gzip_static on; open_file_cache max=1000;
  ${places.map((place) => `${place}_temp_path ${folder}/${place};`).join(' ')}
  server { listen 127.0.0.1:${port}; root ${output}; }
}
`,
    );
    return ['/usr/sbin/nginx', '-c', file, '-e', join(folder, 'log')];
  };
  return [
    { name: 'nginx, one worker', server: await running(nginx, { inChildren: true }) },
    {
      name: 'tidings serve',
      server: await running((port) => [process.execPath, cli, 'serve', folder, '--port', String(port)]),
    },
    { name: 'serve-static on Express', server: await running((port) => task('serve-static', output, port)) },
  ];
}

/** In turn, round after round, so that a busy moment of the machine hits all. */
async function compared(servers: readonly Server[], { coding, isKnown }: Work): Promise<Map<string, Load>> {
  const found = new Map<string, Load[]>(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const { name, server } of servers) {
      const url = `http://127.0.0.1:${server.port}/atom.xml`;
      const { headers } = await fetch(url, { headers: { 'Accept-Encoding': coding } });
      const words = ['-H', `Accept-Encoding: ${coding}`];
      const measured = load(server, '/atom.xml', [
        ...words,
        ...(isKnown ? ['-H', `If-None-Match: ${headers.get('etag')}`] : []),
      ]);
      if (measured.faults > 0) throw new Error(`${name} failed ${measured.faults} times`);
      found.get(name)!.push(measured);
    }
  const pick = (list: readonly Load[], key: keyof Load) => median(list.map((one) => one[key]));
  return new Map(
    [...found].map(([name, list]) => [
      name,
      {
        ...{ answers: pick(list, 'answers'), faults: 0, cpu: pick(list, 'cpu') },
        ...{ perSecond: pick(list, 'perSecond'), slowest: pick(list, 'slowest') },
      },
    ]),
  );
}

/** `speed` compares answers a second; wrk takes its share of the machine, so that `CPU ratio` tells more on a busy one. */
function tableOf({ key, title, notes }: Work, found: ReadonlyMap<string, Load>): Table {
  const [first] = [...found.values()];
  const rows = [...found].map(([name, { perSecond, slowest, cpu }]) => [
    name,
    Math.round(perSecond).toLocaleString('en'),
    slowest.toFixed(1),
    cpu.toFixed(1),
    (perSecond / first!.perSecond).toFixed(2),
    (cpu / first!.cpu).toFixed(2),
  ]);
  return { key, title, columns: ['', 'a second', 'p99 ms', 'CPU µs each', 'speed', 'CPU ratio'], rows, notes };
}

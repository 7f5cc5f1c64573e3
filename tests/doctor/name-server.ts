import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { Questions } from '../../src/doctor/dns.ts';

/** A name server on this machine that answers from a table over UDP (RFC 1035). Returns `address:port`. */
export async function startNameServer(table: Questions): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', async (query, { port, address }) => socket.send(await reply(query, table), port, address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

async function reply(query: Buffer, table: Questions): Promise<Buffer> {
  const end = query.indexOf(0, 12);
  const labels: string[] = [];
  for (let at = 12; at < end; at += query[at]! + 1) labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!));
  const type = query.readUInt16BE(end + 1);
  const { code, data } = await answersTo(type, labels.join('.'), table);
  const header = Buffer.from(query.subarray(0, 12));
  // A response to a recursive question, with its code; one question, these answers, nothing else.
  header.writeUInt16BE(0x8180 | code, 2);
  words(1, data.length, 0, 0).copy(header, 4);
  const answers = data.map((bytes) =>
    Buffer.concat([Buffer.from([0xc0, 12]), words(type, 1, 0, 60, bytes.length), bytes]),
  );
  return Buffer.concat([header, query.subarray(12, end + 5), ...answers]);
}

async function answersTo(type: number, name: string, table: Questions): Promise<{ code: number; data: Buffer[] }> {
  try {
    return { code: 0, data: await (encoders[type] ?? (async () => []))(name, table) };
  } catch (error) {
    const codes: Record<string, number> = { ENODATA: 0, ESERVFAIL: 2, ENOTFOUND: 3, EREFUSED: 5 };
    return { code: codes[(error as NodeJS.ErrnoException).code!]!, data: [] };
  }
}

const encoders: Readonly<Record<number, (name: string, table: Questions) => Promise<Buffer[]>>> = {
  1: async (name, table) => (await table.resolve4(name)).map((address) => Buffer.from(address.split('.').map(Number))),
  12: async (name, table) => (await table.resolvePtr(name)).map((target) => encoded(target)),
  15: async (name, table) =>
    (await table.resolveMx(name)).map(({ priority, exchange }) => Buffer.concat([words(priority), encoded(exchange)])),
  16: async (name, table) =>
    (await table.resolveTxt(name)).map((strings) => Buffer.concat(strings.map((text) => counted(text)))),
  28: async (name, table) =>
    (await table.resolve6(name)).map((address) => {
      const [front, back] = address
        .split('::')
        .map((half) => half.split(':').map((group) => Number.parseInt(group, 16)));
      return words(...front!, ...Array<number>(8 - front!.length - back!.length).fill(0), ...back!);
    }),
};

function encoded(name: string): Buffer {
  const labels = name.split('.').filter(Boolean);
  return Buffer.concat([...labels.map((label) => counted(label)), Buffer.from([0])]);
}

function counted(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')]);
}

function words(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(2 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeUInt16BE(number, 2 * index);
  return bytes;
}

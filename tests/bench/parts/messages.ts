import { rates, rateTable } from '../rates.ts';
import type { Table } from '../table.ts';

/** A letter of 60 KB and its text part made a complete message for one reader after the other, signed and not. */
export function* messages(): Generator<Table> {
  const ours = rates(
    [
      { name: 'tidings', task: 'messages-tidings' },
      { name: 'tidings, signed by Ed25519', task: 'messages-tidings', argument: 'ed25519' },
      { name: 'tidings, signed by RSA-2048', task: 'messages-tidings', argument: 'rsa' },
    ],
    5000,
    5,
  );
  const theirs = rates(
    [
      { name: 'nodemailer', task: 'messages-nodemailer' },
      { name: 'nodemailer, signed by RSA-2048', task: 'messages-nodemailer', argument: 'rsa' },
    ],
    500,
    3,
  );
  const found = new Map([...ours, ...theirs]);
  const times = (slow: string, fast: string) => found.get(slow)!.cpu / found.get(fast)!.cpu;
  const plain = times('nodemailer', 'tidings').toFixed();
  const signed = times('nodemailer, signed by RSA-2048', 'tidings, signed by RSA-2048').toFixed(1);
  const notes = [`${plain} times as many as nodemailer; signed by RSA-2048, ${signed} times.`];
  yield rateTable({ key: 'messages', title: 'One letter of 60 KB to many readers as signed messages', notes }, found);
}

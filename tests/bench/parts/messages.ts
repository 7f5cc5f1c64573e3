import { rates, rateTable } from '../rates.ts';
import type { Table } from '../table.ts';

const bar = 20;

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
  const ratio = found.get('nodemailer')!.cpu / found.get('tidings')!.cpu;
  const notes = [`The bar is ${bar} times as many as nodemailer, unsigned: ${ratio >= bar ? 'held' : 'missed'}.`];
  yield rateTable({ key: 'messages', title: 'One letter of 60 KB to many readers as signed messages', notes }, found);
}

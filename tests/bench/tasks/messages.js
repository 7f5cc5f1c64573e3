// What the contenders share: keys, and what a message says of itself.
import { generateKeyPairSync } from 'node:crypto';

const pairs = {
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ed25519: () => generateKeyPairSync('ed25519'),
};

/** The kind of key that the command line asks for, or nothing where messages are not signed. */
export const kind = process.argv[3] in pairs ? process.argv[3] : undefined;
export const key = kind && pairs[kind]().privateKey;

export const from = 'Bench Letters <letters@example.org>';
export const listId = 'letters.example.org';
export const date = '2026-11-23T09:00:00Z';

// What the contenders that send share: the key of the list, and signing keys.
import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

export const key = createSecretKey(Buffer.alloc(32, 7));
export const clock = () => new Date();

/** How many messages, to which port, over how many connections, in which way, and from which folder. */
const [, , count, port, connections, way = 'plain', folder] = process.argv;
export const asked = { count: Number(count), port: Number(port), connections: Number(connections), way, folder };

/** A private key as PEM, made by the bench; nothing where messages are not signed. */
export const pem = () => (['rsa', 'ed25519'].includes(way) ? readFileSync(`${folder}/${way}.pem`, 'utf8') : undefined);

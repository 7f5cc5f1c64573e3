import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** What a server does otherwise than a good one: says nothing, or ends the connection, when a command comes. */
export interface Behaviour {
  readonly silent?: string;
  readonly hangUp?: string;
  /** Called when it falls silent. */
  readonly onSilence?: () => void;
  readonly password?: string;
  /** The words by which it refuses every login. */
  readonly refusal?: string;
}

/**
 * An IMAP server that knows what reading a mailbox takes (RFC 3501, RFC 6851), and writes down what it was asked.
 * `folders` hold mails by their UIDs; who moves them changes it.
 */
export async function imapServer(folders: Map<string, Map<number, string>>, behaviour: Behaviour = {}) {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    if (behaviour.silent !== 'greeting') socket.write('* OK ready\r\n');
    converse(socket, { folders, behaviour, asked });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as { port: number }).port, asked };
}

interface Conversation {
  readonly folders: Map<string, Map<number, string>>;
  readonly behaviour: Behaviour;
  readonly asked: string[];
}

function converse(socket: Socket, { folders, behaviour, asked }: Conversation): void {
  let selected = new Map<number, string>();
  createInterface({ input: socket }).on('line', (line) => {
    const [, tag, words] = /^(\w+) ([A-Z].*)$/i.exec(line) ?? [];
    if (!tag || !words) return;
    const command = /^(UID )?\w+/.exec(words)![0].toUpperCase();
    asked.push(words);
    if (behaviour.silent === command) return behaviour.onSilence?.();
    if (behaviour.hangUp === command) return void socket.destroy();
    const names = [...words.matchAll(/"([^"]*)"/g)].map(([, name]) => name!);
    const name = names.at(-1) ?? words.split(' ').at(-1)!;
    const replies: string[] = [];
    let end = 'OK done';
    if (command === 'CAPABILITY') replies.push('CAPABILITY IMAP4rev1 UIDPLUS MOVE');
    else if (command === 'LOGIN' && behaviour.refusal) end = `NO [AUTHENTICATIONFAILED] ${behaviour.refusal}`;
    else if (command === 'LOGIN' && name !== (behaviour.password ?? 'secret')) end = 'NO [AUTHENTICATIONFAILED] wrong';
    else if (command === 'LIST') replies.push(...listed(folders, name));
    else if (command === 'SELECT' || command === 'EXAMINE') {
      const folder = folders.get(name);
      if (!folder) end = 'NO [NONEXISTENT] no such folder';
      else {
        selected = folder;
        replies.push(`${folder.size} EXISTS`, 'FLAGS (\\Seen)', 'OK [UIDVALIDITY 1] x', 'OK [UIDNEXT 100] x');
      }
    } else if (command === 'CREATE') folders.set(name, folders.get(name) ?? new Map());
    else if (command === 'FETCH' || command === 'UID FETCH') replies.push(...fetched(selected, words));
    else if (command === 'UID MOVE') {
      for (const uid of uidsIn(words)) {
        folders.get(name)!.set(uid, selected.get(uid)!);
        selected.delete(uid);
      }
      const set = uidsIn(words).join(',');
      replies.push(`OK [COPYUID 1 ${set} ${set}] moved`);
    } else if (command === 'LOGOUT') replies.push('BYE');
    for (const reply of replies) socket.write(`* ${reply}\r\n`);
    socket.write(`${tag} ${end}\r\n`);
    if (command === 'LOGOUT') socket.end();
  });
}

function listed(folders: Map<string, unknown>, name: string): string[] {
  if (name === '') return ['LIST (\\Noselect) "/" ""'];
  return folders.has(name) ? [`LIST () "/" "${name}"`] : [];
}

function fetched(folder: Map<number, string>, words: string): string[] {
  const wanted = words.startsWith('UID') ? uidsIn(words) : [...folder.keys()];
  const partial = /BODY\.PEEK\[\]<0\.(\d+)>/.exec(words)?.[1];
  return [...folder.keys()].flatMap((uid, index) => {
    const mail = folder.get(uid)!;
    if (!wanted.includes(uid)) return [];
    if (!words.includes('BODY.PEEK[]')) return [`${index + 1} FETCH (UID ${uid} RFC822.SIZE ${mail.length})`];
    const text = partial ? mail.slice(0, Number(partial)) : mail;
    return [`${index + 1} FETCH (UID ${uid} BODY[]${partial ? '<0>' : ''} {${text.length}}\r\n${text})`];
  });
}

function uidsIn(words: string): number[] {
  const set = /^UID \w+ (\S+)/.exec(words)![1]!;
  return set.split(',').flatMap((part) => {
    const [first, last = first] = part.split(':').map(Number) as [number, number?];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

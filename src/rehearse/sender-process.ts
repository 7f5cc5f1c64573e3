import { createSecretKey } from 'node:crypto';
import { rmSync } from 'node:fs';
import { ProblemError } from '../model/problem.ts';
import { smtpTransport } from '../send/smtp/smtp.ts';
import { transmit } from '../send/transmit.ts';
import { openStore } from '../store/open.ts';
import { fastTiming } from './fast-time.ts';
import type { SenderAnswer, SenderRequest } from './sender.ts';

// Ctrl-C reaches every process of a terminal; the parent process ends this one.
process.on('SIGINT', () => {});
if (process.connected) process.on('disconnect', leave);
else leave();
process.once('message', (request: SenderRequest) => {
  void send(request)
    .catch(failure)
    .then((answer) => process.send?.(answer, () => process.exit()));
});

/** Removes the copy of the list, because the parent process is dead. */
function leave(): void {
  rmSync(process.argv[2]!, { recursive: true, force: true });
  process.exit();
}

/** Sends what is pending, to this machine and nowhere else: no host is part of the request. */
async function send({ database, named, issue, secret, epoch, port, ...request }: SenderRequest): Promise<SenderAnswer> {
  const timing = fastTiming(epoch);
  const key = createSecretKey(secret);
  const { ledger, subscribers, close } = await openStore(database, { key, clock: timing.clock, named });
  try {
    const sending = await ledger.find(issue);
    const share = sending && (await ledger.take(sending.id));
    if (!sending || !share) throw new Error('the rehearsed sending is not free');
    const { settings, dkim } = request;
    const transport = smtpTransport({ host: '127.0.0.1', port, tls: 'none' });
    const config = { settings, secret: async () => key, dkimKeys: async () => dkim };
    const { problem } = await transmit(
      ledger,
      { sending, share },
      { config, timing, outlets: [{ transport }], list: subscribers.list, inDoubt: 'hold' },
    );
    return problem ? failure(problem) : { done: true };
  } finally {
    await close();
  }
}

function failure(error: unknown): SenderAnswer {
  if (error instanceof ProblemError) return { stopped: error.problems };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { failed: message };
}

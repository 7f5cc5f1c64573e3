// Sends what send-freeze prepared: every row, intent and outcome on the disk, each message put together for its reader.
import { createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import { sendAll } from '../../../dist/send/loop/loop.js';
import { realTiming } from '../../../dist/send/loop/timing.js';
import { messagesOf } from '../../../dist/send/message/message.js';
import { smtpTransport } from '../../../dist/send/smtp/smtp.js';
import { openStore } from '../../../dist/store/open.js';
import { asked, clock, key, pem } from './send.js';

const { count, port, connections, folder } = asked;
const { subscribers, ledger } = await openStore(join(folder, 'tidings.db'), { key, clock, named: 'tidings.db' });
const sending = await ledger.find('bench');
const signed = pem();
const keys = signed ? [{ selector: 'bench', domain: 'example.org', key: createPrivateKey(signed) }] : [];
const { sent } = await sendAll(await ledger.take(sending.id), {
  outlets: [{ transport: smtpTransport({ host: '127.0.0.1', port, tls: 'none' }) }],
  messageOf: messagesOf(await ledger.letters(sending.id), { sending, key, list: subscribers.list, keys }),
  send: { connections, retryFor: 60_000 },
  inDoubt: 'hold',
  timing: realTiming(clock),
});
if (sent !== count) throw new Error(`${sent} of ${count} were sent`);

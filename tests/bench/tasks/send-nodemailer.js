// The pool of nodemailer: html and text as it encodes them for each reader, signed or not, or one ready buffer for each.
import { createTransport } from 'nodemailer';
import { messageBytes, prepareMessages } from '../../../dist/email/message/compose.js';
import { fallbackValues, fillLetter } from '../../../dist/email/slots.js';
import { issue, letter, settings } from './letter-63k.js';
import { date, from, listId } from './messages.js';
import { asked, pem } from './send.js';

const { count, port, connections, way } = asked;
const standing = fallbackValues(issue, settings);
const privateKey = pem();
const pool = createTransport({
  ...{ pool: true, host: '127.0.0.1', port, ignoreTLS: true, maxConnections: connections, maxMessages: Infinity },
  ...(privateKey && { dkim: { domainName: 'example.org', keySelector: 'bench', privateKey } }),
});
const messageFor = prepareMessages(letter, { from, newsletter: { listId } });

function valuesOf(reader) {
  return {
    ...standing,
    ...{ name: `Reader ${reader}`, email: `reader-${reader}@example.org` },
    unsubscribeUrl: `https://example.org/unsubscribe/${reader}`,
    preferencesUrl: `https://example.org/preferences/${reader}`,
  };
}

function ready(reader) {
  const values = valuesOf(reader);
  const messageId = `<${reader}@example.org>`;
  const raw = messageBytes(messageFor({ to: values.email, date, messageId, values }));
  return { envelope: { from: 'letters@example.org', to: values.email }, raw };
}

function composed(reader) {
  const values = valuesOf(reader);
  const { subject, html, text } = fillLetter(letter, values);
  return {
    ...{ from, to: { name: values.name, address: values.email }, subject, html, text, date: new Date(date) },
    ...{ messageId: `<${reader}@example.org>`, encoding: 'quoted-printable' },
    list: { id: listId, unsubscribe: values.unsubscribeUrl },
    headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  };
}

let next = 0;
async function work() {
  while (next < count) await pool.sendMail(way === 'raw' ? ready(next++) : composed(next++));
}
await Promise.all(Array.from({ length: connections }, work));
pool.close();

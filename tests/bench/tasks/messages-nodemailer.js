// The same letter with its slots filled, as nodemailer makes a message of it.
import { createTransport } from 'nodemailer';
import { fillLetter } from '../../../dist/email/slots.js';
import { repeat } from './digest.js';
import { letters, valuesOf } from './letter-60k.js';
import { date, from, key, listId } from './messages.js';

const dkim = key && {
  domainName: 'example.org',
  keySelector: 'bench',
  privateKey: key.export({ format: 'pem', type: 'pkcs8' }),
};
const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...(dkim && { dkim }) });

await repeat(async (reader) => {
  const values = valuesOf(reader);
  const { subject, html, text } = fillLetter(letters[0], values);
  const { message } = await transport.sendMail({
    ...{ from, to: { name: values.name, address: values.email }, subject, html, text },
    date: new Date(date),
    messageId: `<${reader}@example.org>`,
    encoding: 'quoted-printable',
    list: { id: listId, unsubscribe: values.unsubscribeUrl },
    headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  });
  return message;
});

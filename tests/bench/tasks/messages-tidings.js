import { messageBytes, prepareMessages } from '../../../dist/email/message/compose.js';
import { signMessage } from '../../../dist/send/message/dkim.js';
import { repeat } from './digest.js';
import { letters, valuesOf } from './letter-60k.js';
import { date, from, key, listId } from './messages.js';

const messageFor = prepareMessages(letters[0], { from, newsletter: { listId } });
const keys = key ? [{ selector: 'bench', domain: 'example.org', key }] : [];

await repeat(async (reader) => {
  const values = valuesOf(reader);
  const message = messageFor({
    to: `${values.name} <${values.email}>`,
    date,
    messageId: `<${reader}@example.org>`,
    values,
  });
  return messageBytes(await signMessage(message, keys));
});

import type { NewsletterSettings } from '../../model/publication.ts';
import type { Finding } from './finding.ts';
import { isHidden, type Markup, type Tag, textIn, visibleText } from './markup.ts';
import { headersOf, type ParsedMessage } from './message.ts';

/**
 * How a reader gets out, in every place where the law and the large receivers look for it: the headers (RFC 2369,
 * RFC 8058), both parts of the letter, and who sends it from where (CAN-SPAM).
 */
export function findUnsubscribe(message: ParsedMessage, newsletter: NewsletterSettings): Finding[] {
  const targets = headersOf(message.head, 'list-unsubscribe').flatMap(({ value }) => targetsIn(value));
  return [
    ...ofHeader(message, targets),
    ...ofOneClick(message, targets),
    ...ofToken(message, targets),
    ...ofSignature(message),
    ...ofLinks(message, targets),
    ...ofAddress(message, newsletter),
  ];
}

/** The addresses of a List-Unsubscribe in their order. */
export function targetsIn(value: string): string[] {
  return [...value.matchAll(/<\s*([^<>]*?)\s*>/g)].map(([, target]) => target!);
}

const button = 'Gmail and Yahoo will not show their Unsubscribe button because';

function* ofHeader({ head }: ParsedMessage, targets: readonly string[]): Generator<Finding> {
  const headers = headersOf(head, 'list-unsubscribe');
  const hint =
    'Gmail and Yahoo demand it of all who send to many, and readers who find no button press "Spam" instead. Add "unsubscribeUrl: https://example.org/unsubscribe/{token}" under "newsletter:", with "unsubscribeEmail" beside it.';
  const rule = 'list-unsubscribe';
  const at = { setting: 'unsubscribeUrl' } as const;
  if (headers.length === 0) yield { rule, message: `${button} the message has no List-Unsubscribe`, hint, at };
  else if (!targets.some(isSecure))
    yield {
      rule: 'unsubscribe-button',
      message: `${button} List-Unsubscribe holds no https address`,
      hint: 'They demand it of senders of 5,000 letters a day; readers of a smaller list can leave by mail, which "tidings inbox" reads. Add "unsubscribeUrl: https://example.org/unsubscribe/{token}" under "newsletter:" once a page of yours answers there, and not before.',
      at,
    };
  if (headers.length > 1) {
    yield {
      rule,
      message: `${button} the message has ${headers.length} List-Unsubscribe headers`,
      hint: 'RFC 2369 allows one, and programs that find two believe neither. Put all addresses into one, https first.',
      at: { line: headers[1]!.line },
    };
  } else if (targets.some(isSecure) && !isSecure(targets[0]!)) {
    yield {
      rule,
      message: 'List-Unsubscribe does not begin with its https address',
      hint: 'Programs take the first that they know (RFC 2369), so readers would have to send mail instead of pressing once. Put https first.',
      at: { line: headers[0]!.line },
    };
  }
}

function* ofOneClick({ head }: ParsedMessage, targets: readonly string[]): Generator<Finding> {
  const headers = headersOf(head, 'list-unsubscribe-post');
  if (!targets.some(isSecure)) return;
  if (headers.length === 1 && headers[0]!.value === 'List-Unsubscribe=One-Click') return;
  yield {
    rule: 'one-click',
    message: `${button} List-Unsubscribe-Post ${headers.length === 0 ? 'is missing' : 'does not say List-Unsubscribe=One-Click'}`,
    hint: 'Without it a press on the button has to open a page, which both forbid to large senders (RFC 8058). The message needs it once, word for word.',
    at: { line: headers[0]?.line ?? headersOf(head, 'list-unsubscribe')[0]!.line },
  };
}

/** The reader's address in a link ends up in logs and previews, and a link that can be guessed lets strangers unsubscribe others. */
function* ofToken({ to }: ParsedMessage, targets: readonly string[]): Generator<Finding> {
  const reader = to[0]?.toLowerCase();
  const link = targets.find(isSecure);
  if (!reader || !link || !spellings(reader).some((one) => link.toLowerCase().includes(one))) return;
  yield {
    rule: 'unsubscribe-token',
    message: "the unsubscribe link holds the reader's address",
    hint: 'Anybody can write such a link for anybody else, and servers on the way keep it in their logs. Let {token} alone name the reader.',
    at: { setting: 'unsubscribeUrl' },
  };
}

function spellings(address: string): string[] {
  const bytes = Buffer.from(address);
  return [address, encodeURIComponent(address), bytes.toString('base64url'), bytes.toString('hex')].map((one) =>
    one.toLowerCase(),
  );
}

/** RFC 8058, section 4: a signature has to cover both headers. A message that is not signed yet is left alone. */
function* ofSignature({ head }: ParsedMessage): Generator<Finding> {
  const signatures = headersOf(head, 'dkim-signature');
  const names = ['list-unsubscribe', 'list-unsubscribe-post'].filter((name) => headersOf(head, name).length > 0);
  const covers = ({ value }: { value: string }) => {
    const signed = /(?:^|;)\s*h\s*=([^;]*)/i
      .exec(value)?.[1]
      ?.split(':')
      .map((name) => name.trim().toLowerCase());
    return names.every((name) => signed?.includes(name));
  };
  if (signatures.length === 0 || signatures.some(covers)) return;
  yield {
    rule: 'unsigned-unsubscribe',
    message: `${button} the DKIM signature does not cover ${names.map(titled).join(' and ')}`,
    hint: 'Its "h=" has to name both (RFC 8058, section 4). Have the signer, this program or your relay, sign all List headers.',
    at: { line: signatures[0]!.line },
  };
}

function titled(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function* ofLinks({ markup, text }: ParsedMessage, targets: readonly string[]): Generator<Finding> {
  if (targets.length === 0) return;
  const inHtml =
    markup.tags.length === 0 ||
    markup.tags.some((tag) => targets.includes(tag.attributes.href ?? '') && isVisible(markup, tag));
  // A part that is empty or missing is a finding by itself.
  const inText = text.trim() === '' || targets.some((target) => text.includes(target));
  if (inHtml && inText) return;
  yield {
    rule: 'unsubscribe-link',
    message: `there is no link to unsubscribe in the ${inHtml ? 'text' : inText ? 'HTML' : 'HTML and the text'}`,
    hint: 'The law of many countries asks for one that everybody sees, and readers without it press "Spam". The footer of the theme has to show slots.unsubscribeUrl.',
    at: { theme: 'layout.mjml' },
  };
}

function isVisible(markup: Markup, tag: Tag): boolean {
  if (isHidden(tag)) return false;
  const pictures = markup.tags.some(
    ({ name, attributes, parent }) => name === 'img' && parent === tag && (attributes.alt ?? '').trim() !== '',
  );
  return textIn(markup, tag) !== '' || pictures;
}

function* ofAddress({ markup, text }: ParsedMessage, { address }: NewsletterSettings): Generator<Finding> {
  const lines = address?.split('\n').map((line) => line.replace(/\s+/g, ' ').trim()) ?? [];
  const html = visibleText(markup);
  const plain = text.replace(/\s+/g, ' ').trim();
  const isIn = (whole: string) => whole === '' || lines.every((line) => whole.includes(line));
  if (lines.length > 0 && isIn(html) && isIn(plain)) return;
  const hint = 'CAN-SPAM and the law of many other countries ask for it in every letter, and filters look for it.';
  yield {
    rule: 'postal-address',
    message:
      lines.length === 0
        ? 'the letter has no postal address'
        : `the postal address is not in the ${isIn(html) ? 'text' : 'HTML'}`,
    hint:
      lines.length === 0
        ? `${hint} Add "address: Street 1, 1234 Town" under "newsletter:"; a post office box will do.`
        : `${hint} The footer of the theme has to show publication.address.`,
    at: lines.length === 0 ? { setting: 'address' } : { theme: 'layout.mjml' },
  };
}

function isSecure(target: string): boolean {
  return /^https:\/\/[^/]/i.test(target);
}

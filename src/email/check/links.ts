import { isWebAddress } from '../../lib/uri.ts';
import type { Settings } from '../../model/publication.ts';
import { shortened } from './addresses.ts';
import type { Finding } from './finding.ts';
import { parseMessage } from './message.ts';

/** The server's status, or the reason why there is none, in words that may follow a colon. */
export type StatusAnswer = { readonly status: number } | { readonly fault: string };

/**
 * Every web address that both parts of a message link to or load, in their order; of several parts of a page, one.
 * @param except Those that lead somewhere for a real reader only.
 */
export async function linkTargetsIn(bytes: Uint8Array, except: readonly string[]): Promise<string[]> {
  const message = await parseMessage(bytes);
  if (!message) return [];
  const markup = message.markup.tags.flatMap(({ name, attributes }) => [
    ...(name === 'a' ? [attributes.href ?? ''] : []),
    ...(name === 'img' ? [attributes.src ?? ''] : []),
  ]);
  const text = message.text.match(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]'*_`]/gi) ?? [];
  const addresses = [...markup, ...text].filter((one) => isWebAddress(one) && !except.includes(one));
  const pages = new Map<string, string>();
  for (const one of addresses) {
    const page = URL.parse(one)!.href.replace(/#.*$/, '');
    if (!pages.has(page)) pages.set(page, one);
  }
  return [...pages.values()];
}

/** A finding for an address at which nothing is, by what its server answered. `site` is the publication's own. */
export function findDead(
  address: string,
  answer: StatusAnswer,
  { url, site }: Pick<Settings, 'url' | 'site'>,
): Finding[] {
  // What is forbidden, or asks for a login, or has enough of us, may well show itself to a reader.
  if ('status' in answer && !(answer.status === 404 || answer.status === 410 || answer.status >= 500)) return [];
  const isOwn = URL.parse(address)?.host === URL.parse(url)?.host;
  const toDo = site
    ? 'publish the output folder before you send the letter.'
    : 'publish it before you send the letter, or mend "permalink" or "static", which say where articles and pictures are.';
  return [
    {
      rule: 'dead-link',
      message: `${shortened(address)} does not answer: ${'status' in answer ? `status ${answer.status}` : answer.fault}`,
      hint: isOwn
        ? `Readers who follow it find nothing. It is on your own site: ${toDo}`
        : 'Readers who follow it find nothing. Open it in a browser; if it is gone, link to something else.',
      at: { address },
    },
  ];
}

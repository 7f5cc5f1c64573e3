import { decodeXML } from 'entities';
import type { Issue } from '../../model/issue.ts';
import type { Settings } from '../../model/publication.ts';
import { parseSlots, type SlotPart, slotKinds } from '../../model/slot.ts';
import type { Finding } from './finding.ts';
import { isUnread } from './markup.ts';
import type { ParsedMessage } from './message.ts';

/** Placeholders that nothing was put in: every reader would see "{{ name }}". What an article itself says is text. */
export function findSlots(message: ParsedMessage, issue: Issue, settings: Settings): Finding[] {
  const { subject, text, markup } = message;
  const pieces = [
    ...markup.texts.filter(({ parent }) => !isUnread(parent)).map((one) => one.text),
    ...markup.tags.flatMap(({ attributes: { style: _, ...others } }) => Object.values(others)),
    text,
    subject,
  ];
  const said = bare(wordsOf(issue, settings));
  const found = new Set(pieces.flatMap((piece) => [...piece.matchAll(placeholder)].map(([one]) => one.trim())));
  const unfilled = [...found].filter((one) => !said.includes(bare(one)));
  return unfilled.map((one) => ({
    rule: 'unfilled-slot',
    message: /[\u0001-\u0004\ufdd0\ufdd1]/.test(one)
      ? 'a slot of the letter was left empty'
      : `"${one}" was not filled in`,
    hint: 'Every reader would see it as written, and a link that holds it is dead. Spell the slot as templates/guide/articles/slots.md does; text that only looks like one belongs in an article.',
    at: { issue: true },
  }));
}

/** Slots as issues and themes write them, `{token}` in a link, and the placeholders of slots while a letter is made. */
const placeholder = /\{\{[^{}]{0,200}\}\}|\{%[^{}]{0,200}%\}|(?:\{|%7B)token(?:\}|%7D)|[\u0001-\u0004\ufdd0\ufdd1]/gi;

/** Everything that writers wrote in which braces are text: articles, and what is left of an issue without its slots. */
function wordsOf({ items, subject, preheader, introduction = '', origin }: Issue, settings: Settings): string {
  const { title, newsletter } = settings;
  const articles = items.map(({ article }) => {
    const { content, url: _url, files: _files, extensions: _extensions, origin: _origin, ...rest } = article;
    return `${Object.values(rest).map(flattened).join(' ')} ${decodeXML(content)} ${content}`;
  });
  const kinds = slotKinds(newsletter);
  const literal = (text: string, markup: boolean) =>
    origin ? literalsIn(parseSlots(text, kinds, { markup }).parts) : text;
  const own = [literal(subject, false), literal(preheader, false), decodeXML(literal(introduction, true))];
  return [...articles, ...own, title, newsletter.address ?? ''].join(' ');
}

/** The text of an issue for readers of any tags, with a gap where a slot is. */
function literalsIn(parts: readonly SlotPart[]): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      return part.kind === 'slot' ? '\ufffc' : part.branches.map((branch) => literalsIn(branch.parts)).join('\ufffc');
    })
    .join('');
}

function flattened(value: unknown): string {
  if (value !== null && typeof value === 'object') return Object.values(value).map(flattened).join(' ');
  return String(value);
}

/** The text part marks emphasis and code, and wraps lines; neither makes a difference here. */
function bare(text: string): string {
  return text.replace(/[\s*_`~]+/g, '').toLowerCase();
}

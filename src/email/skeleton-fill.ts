import type { Hole, Segments, SlotPlace } from './letter.ts';
import { joinLines } from './mjml.ts';
import { placeInMarkup, refuseChangedSlots, type Sentinels } from './sentinels.ts';
import { escapeAsLiquid, type TokenValue } from './tokens.ts';

/** A compiled layout, cut where it is filled, as HTML and as MJML. */
export interface Skeleton {
  readonly html: Parts;
  readonly mjml: Parts;
}

/** A skeleton and the values that it is filled with. */
export interface Filling {
  readonly skeleton: Skeleton;
  readonly values: readonly TokenValue[];
  /** The white space before the next article of the same run, for an article. */
  readonly gap?: string | undefined;
}

/** Text, and between it what is filled in. */
type Parts = readonly (string | Token | SlotPart | typeof pieceHere)[];

interface Token {
  readonly token: number;
  /** The tag before it, if it is in one, by which the place of a slot in its value is known. */
  readonly within: string;
}

interface SlotPart {
  readonly slot: string;
  readonly place: SlotPlace;
}

const pieceHere = { piece: true } as const;

/** Throws a ProblemError for a slot where no value is safe. */
export function skeletonFrom(mjml: string, html: string): Skeleton {
  let parts: Parts | undefined;
  return {
    html: partsOf(html),
    get mjml() {
      parts ??= partsOf(mjml);
      return parts;
    },
  };
}

function partsOf(source: string): Parts {
  const parts: Parts[number][] = [];
  let end = 0;
  const text = (until: number) => {
    if (until === end) return;
    const part = source.slice(end, until);
    refuseChangedSlots(part);
    parts.push(part);
  };
  for (const match of source.matchAll(/\ufdd2(?:(\d+)|=)\ufdd3|\ufdd0(\d+)\.*\ufdd1/g)) {
    const [found, token, slot] = match;
    text(match.index);
    end = match.index + found.length;
    const before = source.slice(0, match.index);
    if (slot !== undefined) parts.push({ slot, place: placeInMarkup(before) });
    else parts.push(token === undefined ? pieceHere : { token: Number(token), within: openTag(before) });
  }
  text(source.length);
  return parts;
}

function openTag(before: string): string {
  const tag = before.slice(Math.max(0, before.lastIndexOf('<')));
  return tag.includes('>') ? '' : tag;
}

/** A letter, split at its slots. The articles are filled in where the layout has a place for each. */
export function fillSkeleton(
  { layout, pieces }: { readonly layout: Filling; readonly pieces: readonly Filling[] },
  form: 'html' | 'mjml',
  sentinels: Sentinels,
): Segments {
  const segments: (string | Hole)[] = [];
  let text = '';
  let next = 0;
  const put = (segment: string | Hole) => {
    if (typeof segment === 'string') text += segment;
    else {
      if (text !== '') segments.push(text);
      segments.push(segment);
      text = '';
    }
  };
  const fill = ({ skeleton, values }: Filling) => {
    for (const part of skeleton[form]) {
      if (typeof part === 'string') text += part;
      else if ('slot' in part) put(sentinels.hole(part.slot, part.place));
      else if ('piece' in part) fillRun();
      else {
        const value = printed(values[part.token]!, form);
        if (value.includes('\ufdd0')) sentinels.splitMarkup(value, part.within).forEach(put);
        else text += value;
      }
    }
  };
  const fillRun = () => {
    for (;;) {
      const one = pieces[next++]!;
      fill(one);
      if (one.gap === undefined) return;
      text += form === 'mjml' ? one.gap : joinLines(one.gap);
    }
  };
  fill(layout);
  if (text !== '') segments.push(text);
  return segments;
}

function printed({ text, isHtml }: TokenValue, form: 'html' | 'mjml'): string {
  const markup = isHtml ? text : escapeAsLiquid(text);
  return form === 'mjml' ? markup : joinLines(isHtml ? withoutSpacedConditionals(markup) : markup);
}

/** As mjml does with what a letter has for Outlook alone. */
export function withoutSpacedConditionals(html: string): string {
  if (!html.includes('<!--[if')) return html;
  return html
    .replace(
      /(<!--\[if\s[^\]]+]>)([\s\S]*?)(<!\[endif]-->)/g,
      (_, start, inside: string, end) =>
        start + inside.replace(/(^|>)\s+(<|$)/gm, '$1$2').replace(/\s{2,}/g, ' ') + end,
    )
    .replace(/<!\[endif]-->\s*?<!--\[if mso \| IE]>/g, '');
}

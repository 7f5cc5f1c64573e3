import { escapeXml } from '../../lib/escape.ts';
import { inMegabytes } from '../../lib/megabytes.ts';
import type { Issue } from '../../model/issue.ts';
import type { Problem } from '../../model/problem.ts';
import type { PictureWeight } from '../letter-pictures.ts';
import { shortened } from './addresses.ts';
import type { Finding } from './finding.ts';
import type { ParsedMessage } from './message.ts';
import { rules } from './rules.ts';

/** A picture from here on is heavy: on a phone in the country it takes seconds. */
const heavyFrom = 500e3;
/** Nobody makes a moving picture much lighter than this. */
const heavyMovingFrom = 1e6;
/** So much for all pictures of a letter. */
const heavyTogether = 2e6;

/** Finds heavy pictures among those whose weight is known; pictures elsewhere are not asked for. */
export function findWeight(
  { markup }: ParsedMessage,
  weigh: (address: string) => PictureWeight | undefined = () => undefined,
): Finding[] {
  const addresses = markup.tags.flatMap(({ name, attributes: { src } }) => (name === 'img' && src ? src : []));
  return heavyPictures([...new Set(addresses)].flatMap((address) => weigh(address) ?? []));
}

/** Heavy pictures of a letter that is built, but for those that a build lists by themselves, since sharp is missing. */
export function heavyProblems({ slug, origin, items }: Issue, weights: readonly PictureWeight[]): Problem[] {
  const holderOf = (original: string) => {
    const written = `"${escapeXml(original)}"`;
    return items.find(({ article }) => article.image?.url === original || article.content.includes(written));
  };
  return heavyPictures(weights.filter(({ lacksCopy }) => !lacksCopy)).map(({ rule, message, hint, at }) => {
    const holder = 'address' in at ? holderOf(at.address) : undefined;
    const place = holder?.article.origin ?? origin ?? items[0]?.article.origin;
    return { severity: rules[rule], rule, message: `in the letter ${slug}, ${message}`, hint, ...place };
  });
}

/** The same for the weights of all pictures of one letter. */
function heavyPictures(weights: readonly PictureWeight[]): Finding[] {
  const total = weights.reduce((sum, { bytes }) => sum + bytes, 0);
  const heavy = weights.filter(({ bytes, isAnimated }) => bytes >= (isAnimated ? heavyMovingFrom : heavyFrom));
  const findings = heavy.map(findingOf);
  if (total < heavyTogether || (heavy.length === 1 && weights.length === 1)) return findings;
  return [
    ...findings,
    {
      rule: 'heavy-picture',
      message: `the pictures of the letter weigh ${inMegabytes(total)} together`,
      hint: 'A reader on a train waits for them or never sees them. Show fewer, or some of the articles by their summaries.',
      at: { issue: true },
    },
  ];
}

function findingOf({ bytes, isAnimated, original, lacksCopy }: PictureWeight): Finding {
  const hint = isAnimated
    ? 'Moving pictures go as they are, and Outlook for Windows shows the first frame alone, so let that say it all. Make it shorter or smaller, or show a still picture that links to it.'
    : lacksCopy
      ? 'Install sharp next to Tidings with "npm install sharp", and letters get a copy of a tenth of the size; or make it smaller yourself, for 1,200 pixels are wide enough.'
      : 'Save it with fewer colours or more compression, crop it, or link to it instead.';
  const what = isAnimated ? 'moving picture' : 'picture';
  const message = `the ${what} ${shortened(original)} weighs ${inMegabytes(bytes)}`;
  return { rule: 'heavy-picture', message, hint, at: { address: original } };
}

import { shortened } from './addresses.ts';
import type { Finding } from './finding.ts';
import { isHidden, type Tag } from './markup.ts';
import type { ParsedMessage } from './message.ts';

/** Finds trackers of opening and clicking. Plain parameters such as `utm_source` are none. */
export function findTracking({ markup }: ParsedMessage): Finding[] {
  const findings = markup.tags.flatMap((tag) => [...ofPixel(tag), ...ofLink(tag)]);
  return [...new Map(findings.map((finding) => [finding.message, finding])).values()];
}

function* ofPixel(tag: Tag): Generator<Finding> {
  const { name, attributes } = tag;
  if (name !== 'img' || !attributes.src) return;
  const isTiny = sidesOf(attributes).some((side) => side <= 1);
  if (!isTiny && !isHidden(tag)) return;
  yield {
    rule: 'tracking-pixel',
    message: `${shortened(attributes.src)} is a picture that nobody can see`,
    hint: 'It tells its server who opened the letter and when, for which EU law asks consent. Apple Mail loads it for everybody, opened or not, so the count is wrong, too. Take it out.',
    at: { address: attributes.src },
  };
}

function sidesOf({ width, height, style = '' }: Readonly<Record<string, string>>): number[] {
  const styled = [...style.matchAll(/(?:^|;)\s*(?:max-)?(?:width|height)\s*:\s*(\d+(?:\.\d+)?)(?:px)?\s*(?=;|$)/gi)];
  const written = [width, height].filter((side) => side !== undefined && /^\s*\d+(px)?\s*$/i.test(side));
  return [...written.map((side) => Number.parseFloat(side!)), ...styled.map(([, side]) => Number(side))];
}

function* ofLink({ name, attributes: { href = '' } }: Tag): Generator<Finding> {
  const url = name === 'a' ? URL.parse(href) : null;
  const host = url?.hostname.replace(/^www\./, '') ?? '';
  if (!url || !/^https?:$/.test(url.protocol)) return;
  const counts = counters.test(`${host}${url.pathname}${url.search}`);
  if (!counts && !shorteners.has(host)) return;
  yield {
    rule: 'tracking-link',
    message: `${shortened(href)} leads through ${host}${counts ? ', which counts who follows it' : ''}`,
    hint: 'Readers do not see where they go, filters know such links from spam, and the link dies with the service. Write the address of the page itself.',
    at: { address: href },
  };
}

/** Services between a link and its page that count clicks, or that a link was copied out of. */
const counters =
  /^([\w.-]+\.)?(list-manage\.com\/track|sendgrid\.net\/(ls|wf)\/|mandrillapp\.com\/track|hubspotlinks\.com|awstrack\.me|rs6\.net|mjt\.lu|sendibt\d?\.com|createsend\d?\.com\/t|cmail\d+\.com|convertkit-mail\d?\.com|beehiiv\.com\/ss\/c|google\.[a-z.]+\/url\?|l\.facebook\.com\/l\.php|linkedin\.com\/redir|safelinks\.protection\.outlook\.com|urldefense\.(com|proofpoint\.com))/i;

const shorteners = new Set(
  `bit.ly bitly.com t.co tinyurl.com goo.gl ow.ly buff.ly is.gd v.gd lnkd.in rebrand.ly cutt.ly t.ly tiny.cc
  shorturl.at rb.gy dlvr.it trib.al shorte.st adf.ly s.id soo.gd bl.ink`.split(/\s+/),
);

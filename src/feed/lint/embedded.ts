import { Parser } from 'htmlparser2';

/** The addresses in an article's content, by their use. */
export interface Embedded {
  /** Images, video and audio, which load with the article. */
  readonly media: readonly string[];
  /** The pages shown in frames. */
  readonly players: readonly string[];
  readonly links: readonly string[];
}

/** Finds what content (well-formed XHTML, absolute addresses) loads and links to. */
export function embeddedIn(content: string): Embedded {
  const media: string[] = [];
  const players: string[] = [];
  const links: string[] = [];
  // Nearly every article has neither, so parsing is skipped.
  if (!/http:|<iframe\b/i.test(content)) return { media, players, links };
  const parser = new Parser(
    {
      onopentag(name, { src, poster, srcset, href }) {
        if (name === 'a' && href) links.push(href);
        else if (name === 'iframe' && src) players.push(src);
        else media.push(...[src, poster, ...candidatesOf(srcset)].filter((address) => address !== undefined));
      },
    },
    { xmlMode: true },
  );
  parser.end(content);
  return { media, players, links };
}

/** The addresses of a `srcset`, whose candidates are separated by a comma and a space. */
function candidatesOf(srcset = ''): string[] {
  return srcset.split(/,\s+/).flatMap((candidate) => candidate.trim().split(/\s+/)[0] || []);
}

/** The last two labels of an address's host: a player and its page seldom share more. Empty without a host. */
export function siteLabels(address: string): string {
  const site = URL.parse(address)?.hostname.split('.').slice(-2).join('.') ?? '';
  return site === 'youtu.be' || site === 'youtube-nocookie.com' ? 'youtube.com' : site;
}

import type { HtmlEscapedString } from 'hono/utils/html';
import type { RunContext } from '../config/config.ts';
import type { StudioSession } from './session.ts';

/** Markup whose values were escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What the features of the studio get. */
export interface Studio {
  readonly session: StudioSession;
  /** An address of the studio, with its token. Each part is escaped: `href('letters', name, 'frame', { scheme: 'dark' })`. */
  href(...parts: readonly HrefPart[]): string;
  /** The working directory, the environment and the clock of the terminal that began it. */
  readonly terminalContext: RunContext;
  /** A template for addresses that open a file in an editor, where one was chosen. */
  readonly editor?: string;
}

export type HrefPart = string | Readonly<Record<string, string | undefined>>;

/** A part of a path, or the parameters of a query. */
export function hrefBelow(token: string): Studio['href'] {
  return (...parts) => {
    const path = parts.filter((part) => typeof part === 'string').map(encodeURIComponent);
    const query = new URLSearchParams();
    for (const part of parts)
      if (typeof part !== 'string')
        for (const [name, value] of Object.entries(part)) if (value !== undefined) query.set(name, value);
    const text = query.toString();
    return `/${[token, ...path].join('/')}${path.length === 0 ? '/' : ''}${text && `?${text}`}`;
  };
}

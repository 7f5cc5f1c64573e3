import type { Settings } from './publication.ts';

/** How people who like a publication can get its letters. Nothing of it is there where no letters are made. */
export interface WaysIn {
  /** Where a form is sent to, at our own server. */
  readonly form?: string;
  /** The address to which people write who want the letters. */
  readonly email?: string;
  /** The page that leads to both. */
  readonly page?: string;
}

export function waysIn({ letters, site, url, server, newsletter }: Settings): WaysIn {
  if (!letters) return {};
  const form = server.url && `${server.url}sign-up`;
  const email = newsletter.subscribeEmail;
  if (form === undefined && email === undefined) return {};
  // Another program makes the site: then our server shows the form.
  const page = site ? `${url}${subscribeFolder}` : form;
  return { ...(form && { form }), ...(email && { email }), ...(page && { page }) };
}

/** Whether the archive has a page about subscribing: to feeds, to letters or to both. */
export function hasSubscribePage(settings: Settings): boolean {
  return settings.site && (settings.syndicated || waysIn(settings).page !== undefined);
}

/** The page about subscribing, below the address of the publication. */
export const subscribeFolder = 'subscribe/';

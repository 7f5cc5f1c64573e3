import type { Settings } from './publication.ts';

/** How people who like a publication can get its letters. Nothing of it is there where no letters are made. */
export interface WaysIn {
  /** Where a form is sent to, at our own server. */
  readonly form?: string;
  /** The address to which people write who want the letters, if such mail is answered. */
  readonly email?: string;
  /** The page that leads to both. */
  readonly page?: string;
}

export function waysIn({ letters, site, url, server, newsletter, bounces }: Settings): WaysIn {
  if (!letters) return {};
  const form = server.url && `${server.url}sign-up`;
  // Without a server that proves who wrote, mail to the address gets no answer.
  const email = bounces?.authserv === undefined ? undefined : newsletter.subscribeEmail;
  if (form === undefined && email === undefined) return {};
  // Another program makes the site: then our server shows the form.
  const page = site ? `${url}${subscribeFolder}` : form;
  return { ...(form && { form }), ...(email && { email }), ...(page && { page }) };
}

/** Where a link to subscribe leads: the page, else a new mail to the address. @param subject Of that mail. */
export function linkIn(settings: Settings, subject: string): string | undefined {
  const { page, email } = waysIn(settings);
  return page ?? (email && mailTo(email, subject));
}

/** A link to a new mail (RFC 6068), with a subject for programs that send none without. */
export function mailTo(email: string, subject?: string): string {
  const address = email.split('@').map(encodeURIComponent).join('@');
  return `mailto:${address}${subject === undefined ? '' : `?subject=${encodeURIComponent(subject)}`}`;
}

/** Whether the archive has a page about subscribing: to feeds, to letters or to both. */
export function hasSubscribePage(settings: Settings): boolean {
  return settings.site && (settings.syndicated || waysIn(settings).page !== undefined);
}

/** The page about subscribing, below the address of the publication. */
export const subscribeFolder = 'subscribe/';

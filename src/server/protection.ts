import type { ServerSettings } from '../model/publication.ts';

/**
 * The fields that protect every answer, unless it has its own: no script and no style but the site's own, nothing that
 * frames it, no guessing of types, no path in the referrer of other sites, no sensors.
 * @param hsts Whether browsers have to use https for a year (RFC 6797).
 * @param url Where forms are sent to, which may be another host than that of the site.
 */
export function protection({ hsts, url }: Pick<ServerSettings, 'hsts' | 'url'>): Readonly<Record<string, string>> {
  const own = url === undefined ? "'self'" : `'self' ${new URL(url).origin}`;
  return {
    'Content-Security-Policy': `default-src 'none'; script-src 'self'; style-src 'self'; img-src * data:; media-src *; font-src 'self'; connect-src ${own}; form-action ${own}; base-uri 'none'; frame-ancestors 'none'`,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Permissions-Policy':
      'camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), serial=(), usb=()',
    ...(hsts && { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }),
  };
}

/**
 * The same for the pages on which readers act: nothing at all comes from another site, so that none learns who reads.
 * Articles may show pictures from elsewhere; these pages have none.
 */
export function withoutOtherSites(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const policy = fields['Content-Security-Policy'] ?? '';
  const own = policy.replace('img-src * data:', "img-src 'self'").replace('media-src *', "media-src 'none'");
  return { ...fields, 'Content-Security-Policy': own };
}

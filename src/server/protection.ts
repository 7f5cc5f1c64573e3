/**
 * The fields that protect every answer, unless it has its own: no script and no style but the site's own, nothing that
 * frames it, no guessing of types, no path in the referrer of other sites, no sensors.
 * @param hsts Whether browsers are told to use https for a year (RFC 6797).
 */
export function protection(hsts: boolean): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src * data:; media-src *; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(hsts && { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }),
  };
}

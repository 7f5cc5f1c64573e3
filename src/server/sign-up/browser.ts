import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyHandle } from '../../lib/key-handle.ts';
import { derivedKey } from '../../subscribers/sealed.ts';
import type { Address } from '../../subscribers/subscriber.ts';

const name = 'tidings-sign-up';

/**
 * The one cookie that is ever set: it shows, when the mail's link is opened, that this browser sent the form with that
 * address. Scanners of mail have other browsers. It is for the pages of `confirm/` alone, and holds no address.
 */
export function browserCookie(key: KeyHandle, address: Address, base: string): string {
  const value = markOfBrowser(key, address).toString('base64url');
  return `${name}=${value}; Path=${base}confirm/; Max-Age=604800; HttpOnly; Secure; SameSite=Lax`;
}

/** Whether a request comes from the browser that sent the form with this address. */
export function isSameBrowser(key: KeyHandle, address: Address, { headers }: Request): boolean {
  const expected = markOfBrowser(key, address);
  const cookies = (headers.get('cookie') ?? '').slice(0, 8000).split(/;\s*/);
  return cookies.some((cookie) => {
    const given = cookie.startsWith(`${name}=`) ? Buffer.from(cookie.slice(name.length + 1), 'base64url') : undefined;
    return given?.length === expected.length && timingSafeEqual(given, expected);
  });
}

function markOfBrowser(key: KeyHandle, { normal }: Address): Buffer {
  return createHmac('sha256', derivedKey(key, 'sign-up browser')).update(normal).digest();
}

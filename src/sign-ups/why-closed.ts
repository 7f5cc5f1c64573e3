import type { Config } from '../config/config.ts';
import { domainOf } from '../lib/address.ts';
import { isReserved } from '../lib/domain.ts';
import { doubtfulSettings, withoutRepetition } from '../publish/letters/doubtful-settings.ts';
import type { Address } from '../subscribers/subscriber.ts';

/** Why nobody new can be asked to confirm. */
export interface Closure {
  /** A sentence without its subject, with the way out. */
  readonly reason: string;
  /** Whether addresses that are set apart for examples are asked all the same, as a trial. */
  readonly isTrial: boolean;
}

/** Why real people cannot be asked to confirm, or nobody can; nothing if all is set. */
export async function whyClosed(
  config: Pick<Config, 'settings' | 'relays' | 'origins' | 'at'>,
): Promise<Closure | undefined> {
  const missing = await whyUnable(config);
  if (missing !== undefined) return { reason: missing, isTrial: false };
  const placeholders = (await doubtfulSettings(config)).filter(({ rule }) => rule === 'placeholder');
  const [first] = withoutRepetition(placeholders);
  return first && { reason: `${first.message}. ${first.hint}`, isTrial: true };
}

/** Whether the owner of an address is not asked to confirm; without an address, whether nobody is. */
export function isClosedTo(closure: Closure | undefined, address?: Address): boolean {
  if (closure === undefined) return false;
  return !closure.isTrial || (address !== undefined && !isReserved(domainOf(address.normal)));
}

async function whyUnable({ settings, relays }: Pick<Config, 'settings' | 'relays'>): Promise<string | undefined> {
  if (!settings.letters) return 'letters are turned off. Write the section "newsletter:" in tidings.yaml.';
  if (settings.newsletter.from === undefined)
    return 'mails would have no sender. Add "from: My Letter <letters@example.org>" under "newsletter:" in tidings.yaml.';
  if ((await relays()).length > 0) return undefined;
  return 'no mail server is set. Put SMTP_URL=smtps://user:password@host:465 into .env next to tidings.yaml.';
}

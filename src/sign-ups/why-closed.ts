import type { Config } from '../config/config.ts';

/** Why no mail can be sent and so nobody new be asked to confirm, with the way out; nothing if all is set. */
export async function whyClosed({
  settings,
  relays,
}: Pick<Config, 'settings' | 'relays'>): Promise<string | undefined> {
  if (!settings.letters) return 'letters are turned off. Write the section "newsletter:" in tidings.yaml.';
  if (settings.newsletter.from === undefined)
    return 'mails would have no sender. Add "from: My Letter <letters@example.org>" under "newsletter:" in tidings.yaml.';
  if ((await relays()).length > 0) return undefined;
  return 'no mail server is set. Put SMTP_URL=smtps://user:password@host:465 into .env next to tidings.yaml.';
}

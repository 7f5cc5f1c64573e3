import { type Config, contains, type SmtpSettings } from '../config/config.ts';
import { emlTransport } from '../send/eml.ts';
import type { Outlet } from '../send/loop/relays.ts';
import { smtpTransport } from '../send/smtp/smtp.ts';
import { refuseToSend } from './refusal.ts';

/** The mail servers of the settings, the preferred one first; none if no server is set. */
export async function smtpOutlets(config: Config): Promise<Outlet[]> {
  const relays = await config.relays();
  return relays.map(({ smtp, idempotencyHeader }) => ({
    transport: smtpTransport(smtp),
    idempotencyHeader,
    letterHeader: letterHeaderOf(smtp),
  }));
}

/** Postmark replaces the return path and the Message-ID, and tells of a letter by such fields alone. */
function letterHeaderOf({ host }: Pick<SmtpSettings, 'host'>): string | undefined {
  return /(^|\.)postmarkapp\.com$/i.test(host) ? 'X-PM-Metadata-letter' : undefined;
}

/**
 * Writes each message into a folder in place of a server.
 * @param folder An absolute path.
 * @throws ProblemError if it lies in the output folder, which is the web root: messages hold addresses.
 */
export function emlOutlet(folder: string, config: Config): Outlet {
  if (contains(config.output, folder))
    refuseToSend(`${config.display(folder)} lies in the output folder`, 'Name one that is not on the web.');
  return { transport: emlTransport(folder, config.display(folder)) };
}

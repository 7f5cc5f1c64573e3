import type { Config } from '../config/config.ts';
import type { Ledger, Sending, Share } from '../store/ledger.ts';
import { type RunProgress, type SendOptions, type Summary, sendAll } from './loop/loop.ts';
import { type Making, type MessageOf, messagesOf } from './message/message.ts';
import { signingKeys } from './message/signing-keys.ts';

/** The inputs of a run besides the ledger. */
export interface Transmission
  extends Pick<
    SendOptions,
    'outlets' | 'inDoubt' | 'acceptsBounces' | 'breaker' | 'rates' | 'timing' | 'signal' | 'hurry' | 'onChange'
  > {
  readonly config: Pick<Config, 'settings' | 'secret' | 'dkimKeys'>;
  /** The number of the list. */
  readonly list: number;
  readonly onProgress?: (progress: RunProgress) => void;
}

/**
 * Sends what is pending of a frozen sending by its frozen letters. The share is let go of in any case. Throws a
 * ProblemError if the letters are damaged, a key cannot be read, or the ledger cannot be written.
 */
export async function transmit(
  ledger: Pick<Ledger, 'letters'>,
  { sending, share }: { sending: Sending; share: Share },
  { config, list, ...options }: Transmission,
): Promise<Summary> {
  try {
    const { settings } = config;
    const making = {
      ...{ sending, list, key: await config.secret(), bounces: settings.bounces },
      keys: signingKeys(settings.newsletter, await config.dkimKeys()),
    };
    const messageOf = await currentMessages(() => ledger.letters(sending.id), making);
    return await sendAll(share, { ...options, messageOf, send: settings.send });
  } finally {
    await share.release();
  }
}

/** An open sending may get other letters while it runs: they come after those that it had. */
async function currentMessages(read: () => ReturnType<Ledger['letters']>, making: Making): Promise<MessageOf> {
  let letters = await read();
  let messageOf = messagesOf(letters, making);
  return async (delivery, ...rest) => {
    if (delivery.letter >= letters.length) {
      letters = await read();
      messageOf = messagesOf(letters, making);
    }
    return messageOf(delivery, ...rest);
  };
}

import type { Config } from '../config/config.ts';
import type { KeyHandle } from '../lib/key-handle.ts';
import { actionTemplateOf } from '../publish/themes/action-template.ts';
import { themeOf } from '../publish/themes/theme.ts';
import { type ConfirmationOf, confirmationsOf } from '../send/confirmation.ts';
import { signingKeys } from '../send/message/signing-keys.ts';

export interface MailMakerParts {
  readonly config: Pick<Config, 'settings' | 'directory' | 'display' | 'static' | 'dkimKeys'>;
  readonly key: KeyHandle;
}

/** The settings, the theme and the keys by which the mails of the outbox are made; they are read once. */
export class MailMaker {
  readonly #parts: MailMakerParts;
  #opened: Promise<ConfirmationOf> | undefined;

  constructor(parts: MailMakerParts) {
    this.#parts = parts;
  }

  /**
   * The function that makes a mail.
   * @throws ProblemError if the theme or a key cannot be read; the next call reads them anew.
   */
  open(): Promise<ConfirmationOf> {
    this.#opened ??= this.#read().catch((error) => {
      this.reopen();
      throw error;
    });
    return this.#opened;
  }

  /** Has theme and keys read anew, since a person may mend them. */
  reopen(): void {
    this.#opened = undefined;
  }

  /**
   * Makes one mail by a template of one's own, for nobody.
   * @throws ProblemError at the line of the theme, or for a key that cannot be read.
   */
  async prove(): Promise<void> {
    const { config } = this.#parts;
    const { language, server } = config.settings;
    const make = await this.open();
    // What comes with Tidings needs no proof, and mjml takes half a second and much memory.
    if (!(await actionTemplateOf(config)).isOwn) return;
    const mail = { kind: 'confirm', way: server.url ? 'form' : 'mail', to: 'reader@example.org', token: 'x' } as const;
    try {
      await make({ ...mail, language }, { id: 0, added: new Date(0) }, new Date(0));
    } catch (error) {
      this.reopen();
      throw error;
    }
  }

  async #read(): Promise<ConfirmationOf> {
    const { config, key } = this.#parts;
    const { settings } = config;
    const keys = signingKeys(settings.newsletter, await config.dkimKeys());
    return confirmationsOf({
      ...{ settings, key, keys },
      theme: await themeOf(config),
      template: await actionTemplateOf(config),
    });
  }
}

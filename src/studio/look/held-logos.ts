import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { StyleSettings } from '../../model/publication.ts';
import { nameLogo, saveLogo } from '../../publish/themes/save-logo.ts';
import { type Mode, modes } from './fields.ts';

/** How many uploads are kept. */
const most = 8;

interface HeldLogo {
  readonly bytes: Uint8Array;
  readonly mode: Mode;
}

/** Pictures that were uploaded and not saved: they lie in a temporary folder, by the names that they would have. */
export class HeldLogos {
  readonly #kept = new Map<string, HeldLogo>();
  #folder: string | undefined;

  /** The folder in which a picture lies until it is saved; undefined for all that lie in the publication. */
  folderOf(path: string): string | undefined {
    return this.#kept.has(path) ? this.#folder : undefined;
  }

  /** @returns the path that it would have. @throws ProblemError as `saveLogo` does. */
  async hold(config: Config, bytes: Uint8Array, mode: Mode): Promise<string> {
    const isSame = (path: string) => Buffer.compare(this.#kept.get(path)?.bytes ?? Buffer.alloc(0), bytes) === 0;
    const { path } = await nameLogo(config, bytes, mode, (one) => this.#kept.has(one) && !isSame(one));
    this.#folder ??= temporaryFolder();
    mkdirSync(dirname(join(this.#folder, path)), { recursive: true });
    writeFileSync(join(this.#folder, path), bytes);
    this.#kept.delete(path);
    this.#kept.set(path, { bytes, mode });
    for (const old of [...this.#kept.keys()].slice(0, -most)) this.#kept.delete(old);
    return path;
  }

  /**
   * Writes the pictures of a look into the publication, then does the rest of saving it; what was written is taken back
   * if that fails.
   */
  async saveWith<Result>(
    config: Config,
    style: StyleSettings,
    save: (style: StyleSettings) => Promise<Result>,
  ): Promise<Result> {
    const written: string[] = [];
    const logo = { ...style.logo };
    try {
      for (const mode of modes) {
        const held = this.#kept.get(logo[mode] ?? '');
        if (!held) continue;
        const { path, isNew } = await saveLogo(config, held.bytes, held.mode);
        if (isNew) written.push(path);
        logo[mode] = path;
      }
      const saved = await save(style.logo ? { ...style, logo: { ...style.logo, ...logo } } : style);
      for (const path of Object.values(style.logo ?? {})) this.#kept.delete(String(path));
      return saved;
    } catch (error) {
      for (const path of written) await unlink(join(config.directory, path)).catch(() => undefined);
      throw error;
    }
  }
}

/** Only its owner can read it, and the end of the studio removes it. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-logo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const ofPublications = new Map<string, HeldLogos>();

/** Those of a publication. */
export function heldLogos({ directory }: Pick<Config, 'directory'>): HeldLogos {
  const held = ofPublications.get(directory) ?? new HeldLogos();
  ofPublications.set(directory, held);
  return held;
}

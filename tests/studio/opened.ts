import type { Hono } from 'hono';
import { studioApp } from '../../src/studio/app.ts';
import { LiveSession } from '../../src/studio/session.ts';
import { hrefBelow, type Studio } from '../../src/studio/studio.ts';
import { Folder } from '../publish/publication.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const token = 'test-token';
const port = 4323;
const own = `http://127.0.0.1:${port}`;

/** The studio of a folder without a socket and without a watcher: a test says `touched`. */
export class OpenedStudio {
  readonly folder: Folder;
  readonly session: LiveSession;
  readonly studio: Studio;
  readonly app: Hono;

  static async of(
    files: Readonly<Record<string, string | Uint8Array>>,
    settings = '',
    environment: Environment = {},
  ): Promise<OpenedStudio> {
    return new OpenedStudio(await Folder.with(files, settings), environment);
  }

  /** Of a folder that another helper has made. */
  static at(path: string): OpenedStudio {
    return new OpenedStudio(Folder.at(path), {});
  }

  private constructor(folder: Folder, environment: Environment) {
    this.folder = folder;
    const context = { cwd: folder.path, environment, clock: () => new Date('2026-11-30T00:00:00Z') };
    this.session = new LiveSession({ path: '.', flags: {}, context });
    this.studio = { session: this.session, href: hrefBelow(token), terminalContext: context };
    this.app = studioApp(this.studio, { port, token });
  }

  /** Asks as one of its own pages does. @param path Below the token, such as `letters/frost`. */
  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { Host: `127.0.0.1:${port}`, ...(init.method === 'POST' && { Origin: own }), ...init.headers };
    return this.app.request(`${own}/${token}/${path}`, { ...init, headers });
  }

  async text(path: string): Promise<string> {
    return (await this.ask(path)).text();
  }

  /** Writes a file and says so, as a watcher does. */
  async save(path: string, text: string): Promise<void> {
    await this.folder.write(path, text);
    this.session.touched();
  }
}

import { spawn } from 'node:child_process';

const openers: Partial<Record<NodeJS.Platform, readonly [program: string, ...words: readonly string[]]>> = {
  darwin: ['open'],
  // "start" takes the first quoted word for a title.
  win32: ['cmd', '/c', 'start', '""'],
};

/** Opens an address in the browser of this person, if there is one; the terminal shows the address anyway. */
export function openBrowser(address: string): void {
  const [program, ...words] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...words, address], { stdio: 'ignore', detached: true });
  // No desktop, no browser.
  child.on('error', () => undefined);
  child.unref();
}

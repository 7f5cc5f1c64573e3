import { readFileSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';

/** The library that makes smaller pictures: https://sharp.pixelplumbing.com/. */
export type Sharp = typeof import('sharp').default;

/** Why there is no such library, as the end of a sentence. */
export interface SharpFault {
  readonly fault: string;
}

/** The way to the library, which is loaded only where a picture has to be made. */
export interface SharpLoader {
  /** Its version, without loading it; undefined where it is not installed or too old. */
  version(): string | undefined;
  load(): Promise<Sharp | SharpFault>;
}

/** The library as a file at this address would find it. */
export function sharpFrom(address: string): SharpLoader {
  return {
    version() {
      const version = installedVersion(address);
      return version !== undefined && isNewEnough(version) ? version : undefined;
    },
    async load() {
      const version = installedVersion(address);
      if (version === undefined) return { fault: 'sharp is not installed' };
      if (!isNewEnough(version)) return { fault: `sharp ${version} is too old (0.34 is needed)` };
      try {
        return createRequire(address)('sharp') as Sharp;
      } catch (error) {
        const [reason] = (error instanceof Error ? error.message : String(error)).trim().split('\n');
        return { fault: `sharp ${version} does not load (${reason})` };
      }
    },
  };
}

/** The library as it is installed next to Tidings. */
export const installedSharp = sharpFrom(import.meta.url);

function installedVersion(address: string): string | undefined {
  try {
    const file = findPackageJSON('sharp', address);
    const { version } = JSON.parse(readFileSync(file!, 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

/** `autoOrient` and the size after it came with 0.34. */
function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 0 || minor >= 34;
}

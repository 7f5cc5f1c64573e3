import { createRequire } from 'node:module';
import { dirname } from 'node:path';

type Mjml = typeof import('mjml');

/**
 * Loads mjml, which takes half a second, and only once. While it loads, mjml reads `.mjmlconfig` in the working
 * directory and runs the JavaScript that this names; a letter must not depend on where it is built, nor run what
 * lies there. So for that moment the working directory is mjml's own folder, which holds no such file.
 */
export function loadMjml(): Mjml {
  loaded ??= load();
  return loaded;
}

let loaded: Mjml | undefined;

function load(): Mjml {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('mjml'));
  const workingDirectory = process.cwd;
  process.cwd = () => folder;
  try {
    return require('mjml') as Mjml;
  } finally {
    process.cwd = workingDirectory;
  }
}

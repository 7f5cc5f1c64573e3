import { createRequire, registerHooks } from 'node:module';
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
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      unused.has(specifier) ? { url: 'node:util', format: 'builtin', shortCircuit: true } : next(specifier, context),
  });
  try {
    return require('mjml') as Mjml;
  } finally {
    hooks.deregister();
    process.cwd = workingDirectory;
  }
}

/**
 * What mjml imports for minifying, beautifying and fetching, none of which is asked of it here. Something empty stands
 * in for it: it is a third of all that loads, and a letter has no use for a program that talks to the network.
 */
const unused = new Set(['undici', 'web-resource-inliner', 'htmlnano', 'js-beautify', 'cssnano-preset-lite']);

import { createRequire, registerHooks } from 'node:module';
import { dirname } from 'node:path';

type Mjml = typeof import('mjml');

/**
 * Loads mjml once; it takes half a second. While loading, mjml reads `.mjmlconfig` in the working directory and runs
 * the JavaScript that it names; a letter must neither depend on that directory nor run code from it. So mjml is loaded
 * with its own folder, which has no such file, as the working directory.
 */
export function loadMjml(): Mjml {
  loaded ??= load();
  return loaded;
}

let loaded: Mjml | undefined;

/** The version of mjml that is installed, without loading it. */
export function mjmlVersion(): string {
  version ??= (createRequire(import.meta.url)('mjml/package.json') as { version: string }).version;
  return version;
}

let version: string | undefined;

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
 * The packages that mjml imports for minifying, beautifying and fetching, all unused here. Empty modules replace them:
 * they are a third of everything loaded, and a letter needs no code that accesses the network.
 */
const unused = new Set(['undici', 'web-resource-inliner', 'htmlnano', 'js-beautify', 'cssnano-preset-lite']);

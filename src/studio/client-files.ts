import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { Hono } from 'hono';
import { everywhere } from './guard.ts';

const clientFolder = new URL('./client/', import.meta.url);
const styleFolder = new URL('../../templates/studio/', import.meta.url);

/** The modules and style sheets of the studio's own pages. */
export function clientRoutes(): Hono {
  const texts = new Map<string, Promise<string | undefined>>();
  const once = (name: string, read: () => Promise<string | undefined>) => {
    const text = texts.get(name) ?? read();
    // In development a file may change.
    if (!isSource) texts.set(name, text);
    return text;
  };
  const answer = (text: string | undefined, type: string) =>
    text === undefined
      ? new Response('There is no such file.\n', { status: 404, headers: everywhere })
      : new Response(text, { headers: { ...everywhere, 'Content-Type': `${type}; charset=utf-8` } });
  return new Hono()
    .get('/client/vendor/idiomorph.js', async () => answer(await once('idiomorph', idiomorph), 'text/javascript'))
    .get('/client/:name{[a-z-]+\\.js}', async (context) => {
      const name = context.req.param('name');
      return answer(await once(name, () => moduleText(name)), 'text/javascript');
    })
    .get('/styles/:name{[a-z-]+\\.css}', async (context) => {
      const name = context.req.param('name');
      return answer(await once(name, () => textOr(new URL(name, styleFolder))), 'text/css');
    });
}

const isSource = import.meta.url.endsWith('.ts');

/** Compiled, or in development with the types stripped; the addresses of modules are made those of the studio. */
async function moduleText(name: string): Promise<string | undefined> {
  const file = new URL(isSource ? name.replace(/\.js$/, '.ts') : name, clientFolder);
  const text = await textOr(file);
  if (text === undefined) return undefined;
  const code = isSource ? withoutTypes(text) : text;
  return code
    .replaceAll(/(?<=\b(?:from|import)\s*\(?\s*['"])idiomorph(?=['"])/g, './vendor/idiomorph.js')
    .replaceAll(/(?<=\b(?:from|import)\s*\(?\s*['"]\.\/[\w-]+)\.ts(?=['"])/g, '.js');
}

/** Without the warning that the function is experimental, for it is called in development alone. */
function withoutTypes(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}

function idiomorph(): Promise<string | undefined> {
  return textOr(new URL(import.meta.resolve('idiomorph')));
}

function textOr(file: URL): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

import type { HLJSApi, LanguageFn } from 'highlight.js';

/** The grammar for a language as authors name it, such as `ts`; undefined for languages that letters do not colour. */
export function grammarOf(language: string): string | undefined {
  const name = language.toLowerCase();
  return grammars.has(name) ? name : aliases.get(name);
}

/**
 * A highlighter with one grammar and those embedded in it, regardless of other code coloured before, so that the same
 * code gives the same letter.
 */
export function loadGrammar(grammar: string): Promise<HLJSApi> {
  const known = loaded.get(grammar) ?? load(grammar);
  loaded.set(grammar, known);
  return known;
}

const loaded = new Map<string, Promise<HLJSApi>>();

async function load(grammar: string): Promise<HLJSApi> {
  const { default: core } = await import('highlight.js/lib/core');
  const highlighter = core.newInstance();
  for (const name of [grammar, ...(inside.get(grammar) ?? [])]) {
    highlighter.registerLanguage(name, (await grammars.get(name)!()).default);
  }
  return highlighter;
}

/** The languages that letters colour. */
const grammars = new Map<string, () => Promise<{ default: LanguageFn }>>([
  ['bash', () => import('highlight.js/lib/languages/bash')],
  ['c', () => import('highlight.js/lib/languages/c')],
  ['cpp', () => import('highlight.js/lib/languages/cpp')],
  ['csharp', () => import('highlight.js/lib/languages/csharp')],
  ['css', () => import('highlight.js/lib/languages/css')],
  ['diff', () => import('highlight.js/lib/languages/diff')],
  ['dockerfile', () => import('highlight.js/lib/languages/dockerfile')],
  ['elixir', () => import('highlight.js/lib/languages/elixir')],
  ['go', () => import('highlight.js/lib/languages/go')],
  ['graphql', () => import('highlight.js/lib/languages/graphql')],
  ['haskell', () => import('highlight.js/lib/languages/haskell')],
  ['ini', () => import('highlight.js/lib/languages/ini')],
  ['java', () => import('highlight.js/lib/languages/java')],
  ['javascript', () => import('highlight.js/lib/languages/javascript')],
  ['json', () => import('highlight.js/lib/languages/json')],
  ['kotlin', () => import('highlight.js/lib/languages/kotlin')],
  ['lua', () => import('highlight.js/lib/languages/lua')],
  ['makefile', () => import('highlight.js/lib/languages/makefile')],
  ['markdown', () => import('highlight.js/lib/languages/markdown')],
  ['nginx', () => import('highlight.js/lib/languages/nginx')],
  ['nix', () => import('highlight.js/lib/languages/nix')],
  ['perl', () => import('highlight.js/lib/languages/perl')],
  ['php', () => import('highlight.js/lib/languages/php')],
  ['python', () => import('highlight.js/lib/languages/python')],
  ['r', () => import('highlight.js/lib/languages/r')],
  ['ruby', () => import('highlight.js/lib/languages/ruby')],
  ['rust', () => import('highlight.js/lib/languages/rust')],
  ['scss', () => import('highlight.js/lib/languages/scss')],
  ['shell', () => import('highlight.js/lib/languages/shell')],
  ['sql', () => import('highlight.js/lib/languages/sql')],
  ['swift', () => import('highlight.js/lib/languages/swift')],
  ['typescript', () => import('highlight.js/lib/languages/typescript')],
  ['xml', () => import('highlight.js/lib/languages/xml')],
  ['yaml', () => import('highlight.js/lib/languages/yaml')],
]);

/** The grammars embedded in others: a shell session has commands, a page has styles and scripts. */
const inside = new Map([
  ['javascript', ['xml', 'css', 'graphql']],
  ['markdown', ['xml']],
  ['shell', ['bash']],
  ['typescript', ['xml', 'css', 'graphql']],
  ['xml', ['css', 'javascript']],
]);

const aliases = new Map(
  Object.entries({
    bash: 'sh zsh',
    c: 'h',
    cpp: 'c++ cc cxx hpp',
    csharp: 'cs c#',
    diff: 'patch',
    dockerfile: 'docker',
    elixir: 'ex exs',
    go: 'golang',
    haskell: 'hs',
    ini: 'toml properties',
    javascript: 'js jsx mjs cjs',
    json: 'json5 jsonc',
    kotlin: 'kt',
    makefile: 'make mk',
    markdown: 'md',
    perl: 'pl',
    python: 'py',
    ruby: 'rb',
    rust: 'rs',
    shell: 'console shellsession',
    sql: 'sqlite postgresql',
    typescript: 'ts tsx mts cts',
    xml: 'html svg xhtml rss atom mjml',
    yaml: 'yml',
  }).flatMap(([grammar, names]) => names.split(' ').map((name) => [name, grammar] as const)),
);

import type { HLJSApi } from 'highlight.js';
import { type Element, isBlank, isElement, type Node, textOf } from './content.ts';
import { grammarOf, loadGrammar } from './grammars.ts';

/** The kinds of words in code that themes colour. */
export type CodeRole = 'comment' | 'keyword' | 'string' | 'number' | 'name';

/**
 * Marks the words of code whose language is given: `span` elements of the classes `code-comment`, `code-keyword`,
 * `code-string`, `code-number` and `code-name`. The highlighter is loaded only if there is such code.
 */
export async function highlight(nodes: readonly Node[]): Promise<Node[]> {
  const budget = { spans: mostSpans };
  const marked: Node[] = [];
  for (const node of nodes) marked.push(await mark(node, budget));
  return marked;
}

/** Each marked word takes some sixty bytes; beyond this many, code stays plain, so that Gmail clips no letter. */
const mostSpans = 300;

/** Nobody reads longer code in a letter, and a highlighter's time is not bounded by its length alone. */
const longestCode = 20_000;

interface Budget {
  spans: number;
}

async function mark(node: Node, budget: Budget): Promise<Node> {
  if (typeof node === 'string') return node;
  if (node.name !== 'pre') return { ...node, children: await markAll(node.children, budget) };
  const [code, ...others] = node.children.filter((child) => !isBlank([child]));
  if (!isElement(code, 'code') || others.length > 0) return node;
  const grammar = grammarOf(/(?:^|\s)language-(\S+)/.exec(code.attributes.class ?? '')?.[1] ?? '');
  const text = textOf(code.children);
  if (grammar === undefined || text.length > longestCode || code.children.length !== 1) return node;
  const children = tokens(await loadGrammar(grammar), grammar, text);
  const spans = children.filter((child) => typeof child === 'object').length;
  if (spans > budget.spans) return node;
  budget.spans -= spans;
  return { ...node, children: [{ ...code, children }] };
}

async function markAll(nodes: readonly Node[], budget: Budget): Promise<Node[]> {
  // Most content holds no code at all, and text needs no promise.
  if (!nodes.some((node) => typeof node === 'object')) return [...nodes];
  const marked: Node[] = [];
  for (const node of nodes) marked.push(typeof node === 'string' ? node : await mark(node, budget));
  return marked;
}

/** Code as text and as few marked words as possible: text without a colour is unmarked, spaces join the word before. */
function tokens(highlighter: HLJSApi, grammar: string, text: string): Node[] {
  const runs: { role: CodeRole | undefined; text: string }[] = [];
  const roles: (CodeRole | undefined)[] = [];
  const { value } = highlighter.highlight(text, { language: grammar, ignoreIllegals: true });
  for (const [piece, scope, words] of value.matchAll(/<span class="([^"]*)">|<\/span>|([^<]+)/g)) {
    if (scope !== undefined) roles.push(roleOf(scope, roles.at(-1)));
    else if (words === undefined) roles.pop();
    else {
      const last = runs.at(-1);
      const role = roles.at(-1);
      if (last && (last.role === role || /^[ \t]+$/.test(piece))) last.text += piece;
      else runs.push({ role, text: piece });
    }
  }
  return runs.map((run) => {
    const words = run.text.replace(/&(amp|lt|gt|quot|#x27);/g, (_, name: string) => characters[name]!);
    if (run.role === undefined || words.trim() === '') return words;
    return { name: 'span', attributes: { class: `code-${run.role}` }, children: [words] } satisfies Element;
  });
}

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };

/** Everything in a comment is a comment; an expression inside a string is not part of the string. */
function roleOf(scope: string, around: CodeRole | undefined): CodeRole | undefined {
  const name = /^(?:hljs-)?([\w-]+)/.exec(scope)?.[1] ?? '';
  if (around === 'comment') return around;
  if (name === 'subst') return undefined;
  return rolesOf.get(name) ?? around;
}

/** The scopes of highlight.js: https://highlightjs.readthedocs.io/en/latest/css-classes-reference.html */
const scopes: Readonly<Record<CodeRole, string>> = {
  comment: 'comment quote',
  keyword: 'keyword built_in type literal meta selector-tag selector-pseudo template-tag section deletion',
  string: 'string regexp char link symbol bullet code formula addition',
  number: 'number',
  name: 'title name attr attribute property variable template-variable selector-class selector-id selector-attr',
};

const rolesOf = new Map(
  Object.entries(scopes).flatMap(([role, names]) => names.split(' ').map((name) => [name, role as CodeRole] as const)),
);

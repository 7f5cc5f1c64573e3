import {
  IncludeTag,
  type Liquid,
  ParseError,
  type Parser,
  RenderTag,
  type TagToken,
  type TopLevelToken,
} from 'liquidjs';
import { nearest } from '../lib/nearest.ts';

/** A tag that renders a partial, and the template that it is in. */
interface Use {
  readonly from: string | undefined;
  readonly to: string;
  readonly token: TagToken;
}

/**
 * Lets `render` and `include` name a partial in quotes and nothing else, so that an unknown one is an error where it is
 * written, even in a branch that no letter takes. Returns the tags that templates use, filled while they are parsed.
 */
export function limitPartials(liquid: Liquid, names: readonly string[]): readonly Use[] {
  const uses: Use[] = [];
  const note = (token: TagToken) => {
    const to = /^(["'])([^"'{}]*)\1/.exec(token.args.trim())?.[2];
    if (to === undefined) throw new Error(`{% ${token.name} %} must name a partial in quotes`);
    if (!names.includes(to)) throw new Error(`the theme has no partial "${to}"`);
    uses.push({ from: token.file, to, token });
  };
  liquid.registerTag(
    'render',
    class extends RenderTag {
      constructor(token: TagToken, rest: TopLevelToken[], own: Liquid, parser: Parser) {
        note(token);
        super(token, rest, own, parser);
      }
    },
  );
  liquid.registerTag(
    'include',
    class extends IncludeTag {
      constructor(token: TagToken, rest: TopLevelToken[], own: Liquid, parser: Parser) {
        note(token);
        super(token, rest, own, parser);
      }
    },
  );
  return uses;
}

/** Throws Liquid's error at a tag by which a partial renders itself, through others too: it could run for ever. */
export function refuseRecursion(uses: readonly Use[]): void {
  for (const first of uses) {
    const reached = new Set<string>();
    const open = [first.to];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (name === first.from) throw new ParseError(new Error(`the partial "${name}" renders itself`), first.token);
      if (reached.has(name)) continue;
      reached.add(name);
      open.push(...uses.filter(({ from }) => from === name).map(({ to }) => to));
    }
  }
}

/** How to mend an error of `limitPartials` or `refuseRecursion`; nothing for any other. */
export function partialHint(message: string, names: readonly string[]): string | undefined {
  if (/ must name a partial in quotes$/.test(message))
    return `Write it such as {% render '${names[0] ?? 'card'}' %}, for the file ${names[0] ?? 'card'}.mjml.`;
  if (/ renders itself$/.test(message)) return 'Take the tag out, or loop over a list with {% for %} instead.';
  const [, unknown] = /^the theme has no partial "(.*)"$/.exec(message) ?? [];
  if (unknown === undefined) return undefined;
  const near = nearest(unknown.replace(/\.mjml$/, '').replace(/^.*\//, ''), names);
  if (near !== undefined) return `Did you mean "${near}"?`;
  const there = names.length > 0 ? ` There are: ${names.join(', ')}.` : '';
  return `A partial is another .mjml file in the folder of the theme, named without its ending.${there}`;
}

import { type Markup, styleSheets, type Tag } from './markup.ts';
import { type Declaration, parted, readDeclarations, readStyles, type StyleRule } from './styles.ts';

/** The declared style of an element, before inheritance: property → value. */
export type OwnStyle = ReadonlyMap<string, string>;

/** A reader in light or in dark mode at a wide window; or Outlook for Windows, which knows fewer rules. */
type Mode = 'light' | 'dark' | 'outlook';

/**
 * Finds which declarations hold for each element, as a browser does (CSS Cascade 4, section 6). Of selectors, those that
 * mail programs know are understood; others match nothing.
 */
export function cascade(markup: Markup, mode: Mode): Map<Tag, OwnStyle> {
  const rules = rulesOf(markup)
    .filter((rule) => holds(rule, mode))
    .flatMap(({ selectors, declarations }) =>
      selectors.flatMap((selector) => {
        const steps = readSelector(selector);
        const isKnown = steps !== undefined && (mode !== 'outlook' || steps.every(isPlain));
        return isKnown ? [{ steps, weight: weightOf(steps), declarations }] : [];
      }),
    )
    .toSorted((a, b) => a.weight - b.weight);
  return new Map(
    markup.tags.map((tag) => {
      const sheet = rules.filter(({ steps }) => matches(tag, steps)).flatMap(({ declarations }) => declarations);
      return [tag, settled([...sheet, ...readDeclarations(tag.attributes.style ?? '')])];
    }),
  );
}

/** Every rule of the style sheets; the media of a sheet are an at-rule around all of its rules. */
export function rulesOf(markup: Markup): StyleRule[] {
  return styleSheets(markup).flatMap(({ css, media }) =>
    readStyles(css).map((rule) => ({
      ...rule,
      within: media === '' ? rule.within : [`@media ${media}`, ...rule.within],
    })),
  );
}

/**
 * The first element of each name that a selector holds for, in whatever state it is. Of a selector that is not
 * understood, its last part alone counts.
 */
export function selectedBy(selector: string, tags: readonly Tag[]): Tag[] {
  const stateless = selector.replace(/::?[a-z-]+(\([^)]*\))?/gi, (pseudo) => (pseudo === ':root' ? pseudo : ''));
  const steps = readSelector(stateless) ?? readSelector(parted(stateless.replace(/[>+~]/g, ' '), ' ').at(-1) ?? '');
  const found = new Map<string, Tag>();
  for (const tag of steps ? tags : []) if (!found.has(tag.name) && matches(tag, steps!)) found.set(tag.name, tag);
  return [...found.values()];
}

/** The last of each property wins, an important one over all that are not. */
function settled(declarations: readonly Declaration[]): OwnStyle {
  const found = new Map<string, string>();
  for (const important of [false, true])
    for (const one of declarations) if (one.important === important) found.set(one.property, one.value);
  return found;
}

/** Whether a rule holds on a screen of some 800 pixels. Outlook for Windows passes over all at-rules. */
function holds({ within }: StyleRule, mode: Mode): boolean {
  if (mode === 'outlook') return within.length === 0;
  return within.every((prelude) => {
    const query = prelude.toLowerCase();
    if (!query.startsWith('@media')) return false;
    const scheme = /prefers-color-scheme\s*:\s*(light|dark)/.exec(query)?.[1];
    if (scheme !== undefined && scheme !== mode) return false;
    return !/\bprint\b|\bmax-(device-)?width\b|\bnot\b/.test(query);
  });
}

/** A piece of a selector, from right to left: what an element must be, and how far up the next one may be. */
interface Step {
  readonly name: string;
  readonly classes: readonly string[];
  readonly id: string;
  readonly attributes: readonly { readonly name: string; readonly value: string | undefined }[];
  readonly parentOnly: boolean;
}

/** The selectors that Outlook for Windows knows: a name, a class or an id, and an element around it (caniemail.com). */
function isPlain({ name, classes, id, attributes, parentOnly }: Step): boolean {
  const known = classes.length + Number(id !== '');
  return !parentOnly && attributes.length === 0 && known <= 1 && (known === 1 || name !== '');
}

/** Nothing comes back for a selector that is not understood. */
function readSelector(selector: string): Step[] | undefined {
  const steps: Step[] = [];
  let parentOnly = false;
  const compounds = parted(selector.replace(/\s*>\s*/g, ' > '), ' ');
  for (const compound of compounds.toReversed()) {
    if (compound === '>') {
      parentOnly = true;
      continue;
    }
    const step = readCompound(compound);
    if (!step) return undefined;
    const last = steps.pop();
    if (last) steps.push({ ...last, parentOnly });
    steps.push(step);
    parentOnly = false;
  }
  return steps.length > 0 ? steps : undefined;
}

function readCompound(compound: string): Step | undefined {
  const match = /^(\*|[a-z][\w-]*)?((?:[.#][\w-]+|\[[\w-]+(?:=(?:"[^"]*"|'[^']*'|[\w-]+))?\]|:root|:link)*)$/i.exec(
    compound,
  );
  if (!match || compound === '') return undefined;
  const simple: readonly string[] = match[2]!.match(/[.#][\w-]+|\[[^\]]*\]|:\w+/g) ?? [];
  const root = simple.includes(':root') ? 'html' : undefined;
  return {
    name: root ?? (match[1] === '*' ? '' : (match[1] ?? '').toLowerCase()),
    classes: simple.filter((one) => one.startsWith('.')).map((one) => one.slice(1)),
    id: simple.find((one) => one.startsWith('#'))?.slice(1) ?? '',
    attributes: simple
      .filter((one) => one.startsWith('['))
      .map((one) => {
        const [name, value] = one.slice(1, -1).split('=', 2);
        return { name: name!.toLowerCase(), value: value?.replace(/^["']|["']$/g, '') };
      }),
    parentOnly: false,
  };
}

/** Specificity in one number (Selectors 4, section 17). */
function weightOf(steps: readonly Step[]): number {
  return steps.reduce(
    (sum, { name, classes, id, attributes }) =>
      sum + (id === '' ? 0 : 1e6) + (classes.length + attributes.length) * 1e3 + (name === '' ? 0 : 1),
    0,
  );
}

function matches(tag: Tag, [step, ...rest]: readonly Step[]): boolean {
  if (!step || !fits(tag, step)) return false;
  if (rest.length === 0) return true;
  let above = tag.parent;
  if (step.parentOnly) return above !== undefined && matches(above, rest);
  while (above && !fits(above, rest[0]!)) above = above.parent;
  if (!above) return false;
  // The nearest that fits leaves most above it; another one can only help where a step has to be a parent.
  return matches(above, rest) || (rest.some(({ parentOnly }) => parentOnly) && matchesAbove(above, rest));
}

function matchesAbove(tag: Tag, rest: readonly Step[]): boolean {
  for (let above = tag.parent; above; above = above.parent) if (matches(above, rest)) return true;
  return false;
}

function fits({ name, attributes }: Tag, step: Step): boolean {
  if (step.name !== '' && step.name !== name) return false;
  if (step.id !== '' && attributes.id !== step.id) return false;
  const classes = step.classes.length > 0 ? (attributes.class ?? '').split(/\s+/) : [];
  if (!step.classes.every((one) => classes.includes(one))) return false;
  return step.attributes.every(({ name: key, value }) =>
    value === undefined ? attributes[key] !== undefined : attributes[key] === value,
  );
}

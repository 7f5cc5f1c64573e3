import { Parser } from 'htmlparser2';
import { escapeText, escapeXml, stripForbidden } from '../lib/escape.ts';

/**
 * An SVG file that nothing can run in: without scripts, handlers, addresses of scripts, entities, and elements that a
 * drawing does not need. Undefined if it holds none of these, and can stay byte for byte; and if it is no drawing.
 */
export function harmlessDrawing(svg: string): string | undefined {
  const cleaner = new DrawingCleaner();
  const { text, isRisky } = withoutDoctype(stripForbidden(svg));
  new Parser(cleaner, { xmlMode: true, recognizeCDATA: true }).end(text);
  if (!cleaner.isDrawing || !(cleaner.isRisky || isRisky || suspicious.test(text))) return undefined;
  return `${cleaner.written()}\n`;
}

/** A browser might read broken XML otherwise than the parser here. */
const suspicious = /<[^<>\s]*script|javascript:|<\?xml-stylesheet|\bon[a-z]{3,}\s*=/i;

/** Entities can bring in markup that nobody sees; those of drawing programs stand for mere addresses of namespaces. */
function withoutDoctype(svg: string): { readonly text: string; readonly isRisky: boolean } {
  const doctype = /<!DOCTYPE\s[^[>]*(\[(?:"[^"]*"|'[^']*'|[^\]"'])*\]\s*)?>/i;
  const [whole, subset] = doctype.exec(svg) ?? [];
  if (whole === undefined) return { text: svg, isRisky: /<!DOCTYPE|<!ENTITY/i.test(svg) };
  const text = svg.replace(whole, () => '');
  if (subset === undefined) return { text, isRisky: /<!DOCTYPE|<!ENTITY/i.test(text) };
  const declared = subset.matchAll(/<!ENTITY\s+([\w.-]+)\s+(?:"([^"<&%]*)"|'([^'<&%]*)')\s*>/g);
  const entities = new Map(Array.from(declared, ([, name = '', double, single]) => [name, double ?? single ?? '']));
  return {
    text: text.replace(/&([\w.-]+);/g, (reference, name: string) => entities.get(name) ?? reference),
    isRisky: true,
  };
}

type Attributes = Readonly<Record<string, string>>;

class DrawingCleaner {
  isRisky = false;
  isDrawing = false;
  readonly #written: string[] = [];
  readonly #open: string[] = [];
  /** The depth of an element that is left out, or follows the drawing. */
  #skipped: number | undefined;

  onopentag(name: string, attributes: Attributes): void {
    this.#open.push(name);
    if (!Object.entries(attributes).every((pair) => isHarmless(...pair))) this.isRisky = true;
    if (this.#open.length === 1 && this.#written.length === 0) this.isDrawing = localName(name) === 'svg';
    else if (this.#open.length === 1) this.#skipped = 1;
    if (this.#skipped === undefined && this.isDrawing && isAllowed(name, attributes)) this.#write(name, attributes);
    else {
      this.#skipped ??= this.#open.length;
      if (!isInert(name)) this.isRisky = true;
    }
  }

  #write(name: string, attributes: Attributes): void {
    const known = Object.entries(attributes).filter(([key]) => /^(?:(?:xlink|xml|xmlns):)?[a-z_][\w.-]*$/i.test(key));
    const kept = known.filter((pair) => isHarmless(...pair));
    this.#written.push(`<${name}${kept.map(([key, value]) => ` ${key}="${escapeXml(value)}"`).join('')}>`);
  }

  onclosetag(name: string): void {
    // A tag without an end, the last of the text, ends without having begun.
    if (this.#open.at(-1) !== name) return;
    if (this.#skipped === undefined) this.#written.push(`</${name}>`);
    if (this.#skipped === this.#open.length) this.#skipped = undefined;
    this.#open.pop();
  }

  ontext(text: string): void {
    if (this.#open.length > 0 && this.#skipped === undefined) this.#written.push(escapeText(text));
  }

  onprocessinginstruction(name: string): void {
    if (name !== '?xml') this.isRisky = true;
  }

  written(): string {
    return this.#written.join('');
  }
}

/** Elements of SVG, and those of HTML that carry the labels in a drawing. */
const allowed: ReadonlySet<string> = new Set(
  (
    'a animate animateMotion animateTransform circle clipPath defs desc ellipse filter foreignObject g image line ' +
    'linearGradient marker mask metadata mpath path pattern polygon polyline radialGradient rect set stop style svg switch ' +
    'symbol text textPath title tref tspan use view feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix ' +
    'feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur ' +
    'feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence ' +
    'font font-face font-face-name font-face-src glyph hkern missing-glyph vkern ' +
    'b body br code div em i li ol p pre s span strong sub sup table tbody td th tr u ul'
  ).split(' '),
);

/** Prefixes that stand for SVG or HTML in some file make its elements run. */
function isAllowed(name: string, attributes: Attributes): boolean {
  if (!allowed.has(name.replace(/^svg:/, ''))) return false;
  const { attributeName } = attributes;
  // An animation could put the address of a script into a link.
  return attributeName === undefined || !/^(?:[\w.-]+:)?(?:href|on\w*|xmlns.*)$/i.test(attributeName.trim());
}

/** Data that drawing programs keep for themselves: notes in vocabularies of their own. */
function isInert(name: string): boolean {
  return /^(?:cc|dc|inkscape|rdf|sodipodi|sketch|serif|i|x|xmp\w*|pdf|stRef|stEvt|photoshop):(?!script$|iframe$|object$|embed$)/i.test(
    name,
  );
}

function localName(name: string): string {
  return name.replace(/^.*:/, '');
}

function isHarmless(name: string, value: string): boolean {
  const local = localName(name).toLowerCase();
  if (/^on/.test(local) || /^(?:base|srcdoc|action|formaction|handler)$/.test(local)) return false;
  // Another prefix would hide an element of SVG or HTML among the notes of a program.
  if (/^xmlns:(?!svg$)/i.test(name) && /w3\.org\/(?:2000\/svg|1999\/xhtml)/.test(value)) return false;
  const address = value.replace(/[\u0000-\u0020]/g, '');
  if (/^(?:href|src|data|to|from|by|values)$/.test(local) && /^(?:javascript|vbscript|data):/i.test(address))
    return /^data:image\/(?:png|jpe?g|gif|webp|avif)[;,]/i.test(address);
  return !/javascript:/i.test(address);
}

import { type Colour, inHex, readColour } from '../../email/check/colour.ts';
import { decideScheme, intoHead } from './decide-scheme.ts';
import { rewriteTags } from './rewrite-tags.ts';

/**
 * How a mail program makes a letter dark by itself. `inverted`: every colour turns to its counterpart, and rules for
 * dark mode are not known; Gmail on iPhones and Outlook for Windows come near it. `outlook`: light grounds and dark
 * text turn, other colours stay, and the letter's rules for Outlook apply, as in Outlook on the web and on phones.
 */
export type OwnDarkMode = 'inverted' | 'outlook';

/** The letter as such a program shows it. An approximation: none of them says how it chooses its colours. */
export function turnDark(html: string, mode: OwnDarkMode): string {
  const turned = rewriteTags(decideScheme(html, 'light'), {
    css: (text) => turnSheet(text, mode),
    tag(name, attributes) {
      const changed: Record<string, string> = {};
      const { style, bgcolor, color } = attributes;
      if (style !== undefined) changed.style = turnDeclarations(style, mode);
      if (bgcolor !== undefined) changed.bgcolor = turnColour(bgcolor, 'ground', mode);
      if (color !== undefined && name === 'font') changed.color = turnColour(color, 'text', mode);
      // Outlook marks each element that it darkened. Its rules ask for any element around.
      if (name === 'html' && mode === 'outlook') Object.assign(changed, { 'data-ogsb': '', 'data-ogsc': '' });
      return Object.keys(changed).length === 0 ? undefined : { ...attributes, ...changed };
    },
  });
  return intoHead(turned, `<style>:where(html) { background: ${dark}; color: #fff; }</style>`);
}

/** The ground that stands for white. */
const dark = '#141414';

/** The colours of all rules but those for Outlook's dark mode, which are meant for it. */
function turnSheet(css: string, mode: OwnDarkMode): string {
  return css.replace(/([^{}]*)\{([^{}]*)\}/g, (rule, selectors: string, declarations: string) =>
    /\[data-ogs[bc]\]/.test(selectors) ? rule : `${selectors}{${turnDeclarations(declarations, mode)}}`,
  );
}

function turnDeclarations(declarations: string, mode: OwnDarkMode): string {
  return declarations.replace(declaration, (whole, property: string, colon: string, value: string) => {
    const name = property.toLowerCase();
    if (!/color$|^background|^border|^outline|^fill$/.test(name)) return whole;
    const part = name.startsWith('background') ? 'ground' : 'text';
    return (
      property + colon + value.replace(word, (one) => (one.startsWith('url(') ? one : turnColour(one, part, mode)))
    );
  });
}

/** A property, its colon and its value, within which a semicolon may be quoted. */
const declaration = /([\w-]+)(\s*:\s*)((?:"[^"]*"|'[^']*'|\([^()]*\)|[^;"'(){}])*)/g;

/** An address or a colour in a value. */
const word = /url\((?:"[^"]*"|'[^']*'|[^)]*)\)|#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^()]*\)|(?<![\w-])[a-z]+(?![\w(-])/gi;

function turnColour(text: string, part: 'ground' | 'text', mode: OwnDarkMode): string {
  const colour = readColour(text);
  if (!colour || colour.alpha === 0) return text;
  const light = lightnessOf(colour);
  const stays = mode === 'outlook' && (part === 'ground' ? light < 0.5 : light > 0.5);
  if (stays) return text;
  const turned = withLightness(colour, part === 'ground' ? floor + (1 - light) * (1 - floor) : 1 - light);
  const hex = inHex(turned);
  if (colour.alpha === 1) return hex;
  return (
    hex +
    Math.round(colour.alpha * 255)
      .toString(16)
      .padStart(2, '0')
  );
}

/** The lightness of `dark`, for a ground is never quite black. */
const floor = 0x14 / 255;

/** From 0 to 1, as in HSL. */
function lightnessOf({ channels }: Colour): number {
  return (Math.max(...channels) + Math.min(...channels)) / 510;
}

/** The same hue and saturation at another lightness. */
function withLightness(colour: Colour, lightness: number): Colour {
  const [most, least] = [Math.max(...colour.channels) / 255, Math.min(...colour.channels) / 255];
  const reach = most - least;
  const room = 1 - Math.abs(most + least - 1);
  const saturation = room === 0 ? 0 : reach / room;
  const chroma = (1 - Math.abs(2 * lightness - 1)) * saturation;
  const base = lightness - chroma / 2;
  const channels = colour.channels.map((one) => {
    const share = reach === 0 ? 0 : (one / 255 - least) / reach;
    return 255 * Math.min(1, Math.max(0, base + share * chroma));
  });
  return { channels: channels as [number, number, number], alpha: colour.alpha };
}

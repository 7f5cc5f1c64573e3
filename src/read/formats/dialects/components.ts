import { dropped, elements, renamed } from '../../../clean/elements.ts';

/** Elements of HTML that cleaning knows under no rule of its own. */
const others = new Set(
  `applet area base basefont big blink body canvas dialog dir embed font form frame frameset head html image input label
  legend link listing map marquee math meta meter nobr noscript object output param plaintext progress search slot svg
  xmp`.split(/\s+/),
);

const tags =
  /<!--[\s\S]*?(?:-->|$)|<(pre|code|script|style)\b[\s\S]*?(?:<\/\1>|$)|<(\/?)([A-Z][\w.]*|[a-z]+(?:-[a-z\d]+)+)(?=[\s/>])[^<>]*>/g;

/** The start tags of components of Vue and others, and of custom elements; and the HTML with all their tags as text. */
export function findComponents(html: string): {
  readonly found: readonly { readonly text: string; readonly start: number }[];
  readonly escaped: string;
} {
  const found: { text: string; start: number }[] = [];
  const escaped = html.replace(tags, (whole, _, slash: string | undefined, name: string | undefined, start: number) => {
    if (name === undefined || isElement(name.toLowerCase())) return whole;
    if (slash === '') found.push({ text: whole, start });
    return whole.replaceAll('<', '&lt;');
  });
  return { found, escaped };
}

function isElement(name: string): boolean {
  return elements.has(name) || dropped.has(name) || renamed.has(name) || others.has(name);
}

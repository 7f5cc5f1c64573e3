import type { ThemeSettings } from '../model/publication.ts';
import type { WebTemplates } from './template-files.ts';

/** What pages and feeds take over from the theme of letters, so that letter and site look like one house. */
export interface SiteLook {
  readonly settings: Pick<ThemeSettings, 'light' | 'dark' | 'fonts'>;
  readonly logo?: SiteLogo;
}

/** The logo above every page; its addresses are absolute, its size in pixels. */
export interface SiteLogo {
  readonly url: string;
  readonly darkUrl?: string;
  readonly width?: number;
  readonly height?: number;
}

/** The templates with the colours and fonts of a theme in both style sheets; unchanged if they have these already. */
export function withLook(templates: WebTemplates, { settings }: SiteLook): WebTemplates {
  const { style, feed } = templates;
  return { ...templates, style: style + changesIn(style, settings), feed: feed + changesIn(feed, settings) };
}

/** Rules for the custom properties whose values differ from those of the style sheet. Paper keeps its own. */
function changesIn(css: string, { light, dark, fonts }: SiteLook['settings']): string {
  const [day = '', night = ''] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) => block);
  const type = {
    'font-text': families(fonts.text),
    'font-title': families(fonts.title),
    'font-small': families(fonts.small),
    'font-code': families(fonts.code),
  };
  const inLight = different(day, { ...colours(light), ...type });
  const inDark = different(night, colours(dark));
  const rules = [
    inLight && `@media screen {\n  :root {\n${inLight}  }\n}\n`,
    inDark && `@media screen and (prefers-color-scheme: dark) {\n  :root {\n${inDark}  }\n}\n`,
  ].filter((rule) => rule !== '');
  return rules.length === 0 ? '' : `\n/* The theme of the letters. */\n\n${rules.join('\n')}`;
}

function colours({ background, text, muted, link, rule, shade }: ThemeSettings['light']) {
  return { background, text, muted, link, rule, shade };
}

function different(block: string, values: Readonly<Record<string, string>>): string {
  const usual = new Map([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
  return Object.entries(values)
    .filter(([name, value]) => normal(usual.get(name) ?? '') !== normal(value))
    .map(([name, value]) => `    --${name}: ${value};\n`)
    .join('');
}

/** `#fff` and `#FFFFFF` are one colour, and quotation marks make no other font. */
function normal(value: string): string {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(value)?.slice(1);
  const long = short ? `#${short.map((digit) => digit + digit).join('')}` : value;
  return long.replaceAll('"', '').toLowerCase();
}

const generic = /^(serif|sans-serif|monospace|cursive|fantasy|system-ui|ui-[a-z-]+|math|emoji)$/i;

/** Names of fonts as CSS: a name of several words, or one that begins with a digit, needs quotation marks. */
function families(names: string): string {
  const list = names.split(',').map((name) => name.trim());
  return list.map((name) => (generic.test(name) ? name : `"${name.replace(/["\\<\u0000-\u001f{}]/g, '')}"`)).join(', ');
}

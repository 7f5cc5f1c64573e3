import type { ThemeSettings } from '../model/publication.ts';

/**
 * The style sheet of article bodies: sizes, paddings, fonts and corners, which a mail program without style sheets can
 * do without. Elements carry only their colours, borders and what differs. A layout prints it inside `mj-style`; each
 * body stands in an element of the class `body`. The rules for lists and headings, for code and for tables are there
 * if one of the bodies asks for them; of such parts, letters share as many as possible.
 */
export function bodyStyles(settings: Pick<ThemeSettings, 'fonts' | 'light'>, all: readonly string[]): string {
  // Summaries have no bodies.
  const bodies = all.filter((html) => html !== '');
  const rules = parts.flatMap(({ asked, rules }) => (bodies.some((html) => asked.test(html)) ? rules(settings) : []));
  return rules.map(([selectors, declarations]) => `${within(selectors)}{${declarations}}\n`).join('') + phone(bodies);
}

type Rule = readonly [selectors: string, declarations: string];

const code = /<(code|kbd|samp|pre)\b/;
const tables = /<table class="cells/;
const cards = /<table class="cells[^"]* cards"/;

const parts: readonly { asked: RegExp; rules: (settings: Pick<ThemeSettings, 'fonts' | 'light'>) => Rule[] }[] = [
  { asked: /./, rules: () => [['p', 'margin:0 0 20px']] },
  { asked: /<(ul|ol|dl|h[2-6]|blockquote|sub|sup)\b|class="muted caption"/, rules: textRules },
  { asked: /<img\b/, rules: pictureRules },
  { asked: code, rules: codeRules },
  { asked: tables, rules: cellRules },
];

function textRules({ fonts }: Pick<ThemeSettings, 'fonts'>): Rule[] {
  return [
    ['ul,ol,dl,blockquote', 'margin:0 0 20px'],
    ['ul,ol', 'margin-left:28px;padding:0'],
    ['li,li p,dd p,.caption p', 'margin:0 0 8px'],
    ['li ul,li ol', 'margin:8px 0 0 28px'],
    ['dt', 'font-weight:bold'],
    ['dd', 'margin:0 0 12px 24px'],
    ['.h2', 'margin:40px 0 12px;font-size:1.35em;line-height:1.3'],
    ['.h3', 'margin:32px 0 10px;font-size:1.15em;line-height:1.3'],
    ['.h4', 'margin:28px 0 8px;font-size:1em;line-height:1.3'],
    ['.quote', 'font-size:1.06em'],
    ['.caption', `margin:8px 0 0;font-family:${fonts.small};font-size:14px;line-height:1.45`],
    ['.notes', 'font-size:15px;line-height:1.5'],
    ['sub,sup', 'font-size:0.75em;line-height:0'],
  ];
}

/**
 * The look of the words in place of a picture that is blocked. Their colour is that of the text or link around them. The
 * ground is for pictures without holes alone, through which it would be seen.
 */
function pictureRules({ fonts, light }: Pick<ThemeSettings, 'fonts' | 'light'>): Rule[] {
  return [
    ['img', `font-family:${fonts.small};font-size:14px;line-height:1.4`],
    ['img.shade', `background-color:${light.shade}`],
  ];
}

function codeRules({ fonts, light }: Pick<ThemeSettings, 'fonts' | 'light'>): Rule[] {
  return [
    ['code,kbd,samp,pre', `font-family:${fonts.code}`],
    ['code,kbd,samp', `padding:1px 4px;font-size:0.88em;background-color:${light.shade};border-radius:3px`],
    ['pre', 'margin:0;font-size:14px;line-height:1.55;text-align:left'],
    ['.code', 'margin:0 0 24px;table-layout:fixed'],
    ['li .code', 'margin:8px 0 12px'],
    ['.code .shade', 'padding:14px 16px;border:0;border-radius:4px'],
  ];
}

function cellRules({ fonts, light }: Pick<ThemeSettings, 'fonts' | 'light'>): Rule[] {
  return [
    ['.cells', 'width:100%;margin:0 0 24px;border-collapse:collapse;overflow-wrap:normal;word-break:normal'],
    ['li .cells', 'margin:8px 0 12px'],
    [
      '.cells td,.cells th',
      `padding:8px 16px 8px 0;vertical-align:top;font-family:${fonts.small};font-size:14px;line-height:1.45`,
    ],
    // Outlook for Windows has no borders of rows and no `inherit`; the others take the row's, also in dark mode.
    ['.cells td,.cells th', `border-bottom:1px solid ${light.rule};border-bottom:inherit`],
    ['.cells p', 'margin:0 0 8px'],
    ['.close td,.close th', 'padding-right:8px;font-size:13px'],
    ['.turned td,.turned th', 'padding-right:0;padding-left:16px'],
    ['.near td,.near th', 'padding-right:0;padding-left:8px'],
    ['.cells .end', 'padding-right:0;padding-left:0'],
  ];
}

/** Phones have no room for the columns of a wide table: each row becomes a card that repeats the header before each value. */
function phone(bodies: readonly string[]): string {
  const rules: Rule[] = [];
  const ask = (pattern: RegExp, ...asked: Rule[]) => {
    if (bodies.some((html) => pattern.test(html))) rules.push(...asked);
  };
  ask(code, ['pre', 'font-size:13px']);
  ask(
    cards,
    ['.cards,.cards tbody,.cards tr,.cards td,.cards th', 'display:block'],
    ['.cards tr', 'padding:8px 0'],
    ['.cards td,.cards th', 'padding:3px 0'],
    ['.cards td,.cards th', 'border:0'],
    ['.cards td,.cards th', 'text-align:inherit'],
    ['.cards .gone', 'display:none'],
    ['.label', 'display:inline'],
  );
  if (rules.length === 0) return '';
  const written = rules.map(([selectors, declaration]) => `${within(selectors)}{${declaration} !important}`);
  // Outlook for Windows shows what is hidden without this.
  const hidden = bodies.some((html) => cards.test(html)) ? `${within('.label')}{mso-hide:all}\n` : '';
  return `${hidden}@media (max-width:480px){\n${written.join('\n')}\n}`;
}

function within(selectors: string): string {
  return selectors
    .split(',')
    .map((selector) => `.body ${selector}`)
    .join(',');
}

/** A rendered body in the element that its style sheet asks for; nothing stays nothing. */
export function inBody(html: string): string {
  return html === '' ? '' : `<div class="body">\n${html}</div>`;
}

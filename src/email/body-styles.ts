import type { ThemeSettings } from '../model/publication.ts';

/**
 * The style sheet of article bodies: sizes, paddings, fonts and corners, which a mail program without style sheets can
 * do without. Elements carry only their colours, borders and what differs. A layout prints it inside `mj-style`; each
 * body stands in an element of the class `body`.
 */
export function bodyStyles({ fonts, light }: Pick<ThemeSettings, 'fonts' | 'light'>): string {
  const cells = 'padding:8px 16px 8px 0;vertical-align:top';
  const rules: [selectors: string, declarations: string][] = [
    ['p,ul,ol,dl,blockquote', 'margin:0 0 20px'],
    ['ul,ol', 'margin-left:28px;padding:0'],
    ['li,li p,dd p,.cells p,.caption p', 'margin:0 0 8px'],
    ['li ul,li ol', 'margin:8px 0 0 28px'],
    ['dt', 'font-weight:bold'],
    ['dd', 'margin:0 0 12px 24px'],
    ['.h2', 'margin:40px 0 12px;font-size:1.35em;line-height:1.3'],
    ['.h3', 'margin:32px 0 10px;font-size:1.15em;line-height:1.3'],
    ['.h4', 'margin:28px 0 8px;font-size:1em;line-height:1.3'],
    [
      'code,kbd,samp',
      `padding:1px 4px;font-family:${fonts.code};font-size:0.88em;background-color:${light.shade};border-radius:3px`,
    ],
    ['pre', `margin:0;font-family:${fonts.code};font-size:14px;line-height:1.55;text-align:left`],
    ['.quote', 'font-size:1.06em'],
    ['.caption', `margin:8px 0 0;font-family:${fonts.small};font-size:14px;line-height:1.45`],
    ['.notes', 'font-size:15px;line-height:1.5'],
    ['sub,sup', 'font-size:0.75em;line-height:0'],
    ['.cells', 'width:100%;margin:0 0 24px;border-collapse:collapse;overflow-wrap:normal;word-break:normal'],
    ['li .cells', 'margin:8px 0 12px'],
    // Outlook for Windows has no borders of rows and no `inherit`; the others take the row's, also in dark mode.
    [
      '.cells td,.cells th',
      `${cells};font-family:${fonts.small};font-size:14px;line-height:1.45;border-bottom:1px solid ${light.rule};border-bottom:inherit`,
    ],
    ['.close td,.close th', 'padding-right:8px;font-size:13px'],
    ['.turned td,.turned th', 'padding-right:0;padding-left:16px'],
    ['.near td,.near th', 'padding-right:0;padding-left:8px'],
    ['.code', 'margin:0 0 24px;table-layout:fixed'],
    ['li .code', 'margin:8px 0 12px'],
    ['.code td', 'padding:14px 16px;border:0;border-radius:4px'],
    ['.label', 'mso-hide:all'],
    ['.cells .end', 'padding-right:0;padding-left:0'],
  ];
  return `${rules.map(([selectors, declarations]) => `${within(selectors)}{${declarations}}`).join('\n')}\n${phone}`;
}

/** Phones have no room for the columns of a wide table: each row becomes a card, with the headers beside its values. */
const phone = `@media (max-width:480px){
${within('pre')}{font-size:13px !important}
${within('.cards,.cards tbody,.cards tr,.cards td,.cards th')}{display:block !important}
${within('.cards tr')}{padding:8px 0 !important}
${within('.cards td,.cards th')}{padding:3px 0 !important;border:0 !important;text-align:inherit !important}
${within('.cards .gone')}{display:none !important}
${within('.label')}{display:inline !important}
}`;

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

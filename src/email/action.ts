import { displayWidth } from '../lib/wrap.ts';
import { ProblemError } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import type { SlotKind } from '../model/slot.ts';
import { isolated } from '../strings/language.ts';
import { directed } from './article-data.ts';
import { printableLine } from './content.ts';
import { darkStyles } from './dark-styles.ts';
import { publicationData } from './data.ts';
import { flowing } from './flowed.ts';
import type { Segments } from './letter.ts';
import { renderTheme } from './mjml.ts';
import { makeSentinels, type Offered, refuseSentinels } from './sentinels.ts';
import type { Theme } from './theme.ts';
import { themeDataOf } from './theme-data.ts';

/** A mail of a few words and at most one button: no letter of an issue. All texts are ours, in one language. */
export interface ActionWords {
  /** BCP 47. */
  readonly language: string;
  readonly subject: string;
  readonly heading: string;
  readonly text: string;
  /** What the button says; its address is the slot `link`. Without it there is no button. */
  readonly button?: string;
  /** Over the address written out, for those whose program shows no button. */
  readonly linkInstead?: string;
  /** Under it, each a paragraph. */
  readonly notes: readonly string[];
  /** Whether the plain text ends in the slot `token`, so that an answer which quotes it holds the token. */
  readonly quotesToken?: boolean;
}

/** The text of an `action.mjml` and its name in messages. */
export interface ActionTemplate {
  readonly text: string;
  readonly file: string;
}

/** A mail with its slots still open. */
export interface ActionMail {
  readonly subject: Segments;
  readonly html: Segments;
  readonly text: Segments;
}

const slots: ReadonlyMap<string, SlotKind> = new Map([
  ['link', { type: 'url', always: true, maxLength: 2048 }],
  ['token', { type: 'text', always: true, maxLength: 900 }],
]);

/** Compiles a mail in the look of a theme. Throws a ProblemError that names the template's line. */
export async function compileAction(
  action: ActionWords,
  { settings, theme, template }: { settings: Settings; theme: Theme; template: ActionTemplate },
): Promise<ActionMail> {
  const sentinels = makeSentinels(slots);
  const { offered } = sentinels;
  const data = actionData(action, { settings, theme });
  refuseSentinels(data);
  const { html } = await renderTheme(
    { ...theme, layout: template.text, article: '', digest: '' },
    { shared: { ...data, slots: { link: offered.link } }, articles: [] },
  ).catch(namedAs(template.file, `${theme.file}/layout.mjml`));
  return {
    subject: sentinels.splitText(action.subject),
    html: sentinels.splitMarkup(html),
    text: sentinels.splitText(writeActionText(action, settings, offered)),
  };
}

/** All variables of `action.mjml` but its slot, documented in `templates/email/README.md`. */
export function actionData(action: ActionWords, { settings, theme }: { settings: Settings; theme: Theme }) {
  const { logo: _, data: declared = {}, ...look } = theme.settings;
  const { language, subject, heading, text, button, linkInstead, notes } = action;
  const publication = publicationData(settings, theme);
  return {
    publication,
    styles: { dark: darkStyles(theme.settings, publication.logo) },
    mail: {
      subject,
      heading,
      text,
      button: button ?? null,
      linkInstead: linkInstead ?? '',
      notes,
      ...directed(language),
    },
    theme: look,
    data: themeDataOf(declared, settings.data),
  };
}

const columns = 72;

function writeActionText(action: ActionWords, settings: Settings, { link, token }: Offered): string {
  const { language, heading, text, button, linkInstead, notes, quotesToken } = action;
  const title = printableLine(settings.title);
  const paragraphs = [
    isolated(title, language),
    `${heading}\n${'='.repeat(Math.min(columns, Math.max(3, displayWidth(heading))))}`,
    text,
    ...(button === undefined ? [] : [`${linkInstead}\n${link}`]),
    ...notes,
    ...(quotesToken ? [`[${token}]`] : []),
    `-- \n${isolated(title, language)}\n${settings.url}`,
    ...(settings.newsletter.address ? [settings.newsletter.address.split('\n').map(printableLine).join('\n')] : []),
  ];
  return `${paragraphs.map(wrapped).join('\n\n')}\n`;
}

/** An address is never broken, and the line that begins a signature keeps its space (RFC 3676, section 4.3). */
function wrapped(paragraph: string): string {
  return paragraph
    .split('\n')
    .flatMap((line) => (/^-- $|\ufdd0|^https?:|^=+$/.test(line) ? [line] : flowing(line, columns)))
    .join('\n');
}

/** A fault of the template is one of its own file, not of the theme's layout. */
function namedAs(file: string, layout: string) {
  return (error: unknown): never => {
    if (!(error instanceof ProblemError)) throw error;
    const problems = error.problems.map((problem) => ({ ...problem, ...(problem.file === layout && { file }) }));
    throw new ProblemError(problems, { exitCode: error.exitCode, state: error.state });
  };
}

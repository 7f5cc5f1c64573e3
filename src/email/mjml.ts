import { type Problem, ProblemError } from '../model/problem.ts';
import { parseTemplates, renderTemplates, type TemplateData, type Templates, templatePlace } from './liquid.ts';
import { checkMarkup, type MarkupFault } from './markup.ts';
import { loadMjml } from './mjml-library.ts';
import type { Theme } from './theme.ts';

/**
 * Renders a theme (Liquid, then mjml) to a complete MJML document and its HTML. Values are escaped unless a template
 * says `| raw`, and are never themselves read as a template. Throws a ProblemError that names the theme's file and
 * line for anything that Liquid or mjml refuses.
 */
export async function renderTheme(theme: Theme, data: TemplateData): Promise<{ mjml: string; html: string }> {
  const mjml = renderTemplates(theme, templatesOf(theme), data);
  const { html, findings } = await compileMjml(mjml);
  if (findings.length === 0) return { mjml, html };
  throw new ProblemError(await locate(theme, data));
}

const parsed = new WeakMap<Theme, Templates>();

/** Parsing takes as long as rendering, and a theme serves thousands of letters. */
export function templatesOf(theme: Theme): Templates {
  const templates = parsed.get(theme) ?? parseTemplates(theme);
  parsed.set(theme, templates);
  return templates;
}

/** The HTML of a document without indentation, or what is wrong with it. */
export async function compileMjml(mjml: string): Promise<{ html: string; findings: readonly MarkupFault[] }> {
  const finding = checkMarkup(mjml);
  if (finding) return { html: '', findings: [finding] };
  try {
    // No remote fonts, files or other skeleton: mjml adds as little as possible by itself.
    const { html, errors } = await loadMjml()(mjml, { fonts: {}, keepComments: false, ignoreIncludes: true });
    return { html: withoutIndentation(html), findings: errors.map(findingOf) };
  } catch (error) {
    const hint = 'A layout is one <mjml> that holds an <mj-head> and an <mj-body>.';
    return { html: '', findings: [{ line: 1, message: `mjml cannot read this: ${(error as Error).message}`, hint }] };
  }
}

function findingOf({ line, tagName, message }: { line: number; tagName: string; message: string }): MarkupFault {
  return {
    line,
    message: `<${tagName}>: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
    hint: 'mjml knows this tag and its attributes otherwise: https://documentation.mjml.io/.',
  };
}

/**
 * Finds the template's line for each finding in a rendered document: renders again with a mark at the start of every
 * line of text. Marks may separate text that `{%-` would join, so the letter itself has none.
 */
async function locate(theme: Theme, data: TemplateData): Promise<Problem[]> {
  const marked = renderTemplates(theme, parseTemplates(theme, markLines), data);
  let place = { name: 'layout', line: 1 };
  const places: (typeof place)[] = [];
  const lines = marked.split('\n').map((line) => {
    const text = line.replace(/\u0003([\w-]+):(\d+)\u0004/g, (_, name, number) => {
      place = { name, line: Number(number) };
      return '';
    });
    places.push(place);
    return text;
  });
  const { findings } = await compileMjml(lines.join('\n'));
  const problems = findings.map(({ line, message, hint }): Problem => {
    const { name, line: origin } = places[line - 1] ?? place;
    const hinted = hint.replace(/on line (\d+)/, (_, number) => {
      const other = places[Number(number) - 1] ?? place;
      return `on line ${other.line}${other.name === name ? '' : ` of ${other.name}.mjml`}`;
    });
    return { ...templatePlace(theme, name, origin), message, hint: hinted };
  });
  // A fault in a template is found once for each article rendered with it.
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function markLines(template: string, name: string): string {
  let line = 1;
  const mark = () => `\u0003${name}:${line}\u0004`;
  // Odd pieces are Liquid's own tags and outputs, which must not contain marks.
  const pieces = template.split(/(\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\})/).map((piece, index) => {
    return piece.replace(/\n/g, () => {
      line += 1;
      return index % 2 === 0 ? `\n${mark()}` : '\n';
    });
  });
  return `\u0003${name}:1\u0004${pieces.join('')}`;
}

/** Half of what mjml writes is indentation. */
function withoutIndentation(html: string): string {
  return `${joinLines(html).trim()}\n`;
}

/** No text is touched: content breaks its lines by `<br>`, even in code. */
export function joinLines(html: string): string {
  return html.includes('\n') ? html.replace(/[ \t]*\n[ \t\n]*/g, '\n') : html;
}

import type { Liquid, Template } from 'liquidjs';
import { liquidFault, openLiquid } from '../lib/liquid.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { templateFiles, type WebTemplates } from './template-files.ts';

export type PageTemplate = Exclude<keyof WebTemplates, 'style' | 'copy' | 'joinScript'>;

/** Renders one of the templates. Values are escaped unless the template says `| raw`. */
export type Render = (template: PageTemplate, values: object) => string;

/** Parses each template once for all pages. @throws ProblemError that names the template's file and line. */
export function compileTemplates(templates: WebTemplates): Render {
  const liquid = engine();
  const parsed = new Map<PageTemplate, Template[]>();
  return (name, values) => {
    try {
      const template = parsed.get(name) ?? liquid.parse(templates[name]);
      parsed.set(name, template);
      return liquid.renderSync(template, values);
    } catch (error) {
      const fault = liquidFault(error);
      if (!fault) throw error;
      throw new ProblemError([problemOf(fault, name, templates[name])]);
    }
  };
}

function engine(): Liquid {
  // Empty texts are falsy, as in JavaScript. The limits leave room: a page of 100,000 articles takes one second.
  const liquid = openLiquid({ jsTruthy: true, renderLimit: 30_000, memoryLimit: 1_000_000_000 });
  liquid.registerFilter('css_string', cssString);
  return liquid;
}

/** Text as a quoted string of CSS (CSS Syntax, section 4.3.5). */
function cssString(text: string): string {
  const escaped = text.replace(
    /["\\<]|[^\P{C}\u200c\u200d]/gu,
    (character) => `\\${character.codePointAt(0)!.toString(16)} `,
  );
  return `"${escaped}"`;
}

function problemOf(fault: NonNullable<ReturnType<typeof liquidFault>>, name: PageTemplate, text: string): Problem {
  return {
    ...{ severity: 'error', rule: 'template', ...fault },
    file: `templates/web/${templateFiles[name]}`,
    excerpt: text.split('\n')[fault.line - 1] ?? '',
  };
}

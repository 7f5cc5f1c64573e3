import mjml2html from 'mjml';
import { expect } from 'vitest';

/**
 * The letter that mjml alone makes of a document, with the options of the program: nothing is done to it but that its
 * indentation is taken away.
 */
export async function mjmlAlone(mjml: string): Promise<string> {
  const { html, errors } = await mjml2html(mjml, { fonts: {}, keepComments: false, validationLevel: 'strict' });
  expect(errors).toEqual([]);
  return `${html.replace(/[ \t]*\n[ \t\n]*/g, '\n').trim()}\n`;
}

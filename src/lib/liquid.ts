import { Liquid, type LiquidError, type LiquidOptions } from 'liquidjs';

/**
 * Liquid as all templates use it: values are escaped unless a template says `| raw`, no template reads a file, and the
 * clock and chance have no part in it, so that the same input gives the same bytes. `renderLimit` is in milliseconds,
 * `memoryLimit` about in characters.
 */
export function openLiquid(options: Required<Pick<LiquidOptions, 'renderLimit' | 'memoryLimit'>> & LiquidOptions) {
  const liquid = new Liquid({
    outputEscape: 'escape',
    strictVariables: true,
    strictFilters: true,
    // Nothing is read from the disk, and the locale of the machine is not asked for: no filter uses it, and Intl takes time.
    templates: {},
    locale: 'en-US',
    parseLimit: 1_000_000,
    ...options,
  });
  for (const name of clockAndChance) delete liquid.filters[name];
  return liquid;
}

const clockAndChance = 'date date_to_xmlschema date_to_rfc822 date_to_string date_to_long_string sample'.split(' ');

/** Liquid's message, the line of the error, from 1, and the template that it is in; undefined for errors that are not Liquid's. */
export function liquidFault(
  error: unknown,
): { message: string; line: number; column: number; template: string } | undefined {
  if (!(error instanceof Error) || !('token' in error)) return undefined;
  const { token, originalError = error } = error as LiquidError;
  const [line, column] = token?.getPosition() as [number, number];
  const message = originalError.message.replace(/, (file|line):.*$/s, '');
  return { message, line, column, template: token.input };
}

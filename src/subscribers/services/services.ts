import { bare } from '../columns.ts';
import { buttondown } from './buttondown.ts';
import type { Service } from './export-format.ts';
import { ghost } from './ghost.ts';
import { listmonk } from './listmonk.ts';
import { mailchimp } from './mailchimp.ts';
import { substack } from './substack.ts';

/** The service whose export begins with this line, if it is a known one. */
export function serviceOf(header: readonly string[]): Service | undefined {
  const titles = new Set(header.map(bare));
  return [mailchimp, substack, buttondown, ghost, listmonk].find(
    ({ marks, anyOf = marks }) => marks.every((mark) => titles.has(mark)) && anyOf.some((mark) => titles.has(mark)),
  );
}

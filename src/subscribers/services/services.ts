import { bare } from '../columns.ts';
import { buttondown } from './buttondown.ts';
import type { Service } from './export-format.ts';
import { ghost } from './ghost.ts';
import { listmonk } from './listmonk.ts';
import { mailchimp } from './mailchimp.ts';
import { substack } from './substack.ts';

/** Whose export begins with this line, if anybody's that is known. */
export function serviceOf(header: readonly string[]): Service | undefined {
  const titles = new Set(header.map(bare));
  return [mailchimp, substack, buttondown, ghost, listmonk].find(
    ({ marks, anyOf = marks }) => marks.every((mark) => titles.has(mark)) && anyOf.some((mark) => titles.has(mark)),
  );
}

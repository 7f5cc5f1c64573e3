import type { SqlValue } from './connection.ts';

/** Whether somebody's language is one, or a kind of it: `de` finds `de-AT`, too. */
export function isOf(mark: string): string {
  return `starts_with(lower(s.language || '-'), lower(${mark} || '-'))`;
}

/** Values and the conditions that name them: `$1` and so on. */
export class Values {
  readonly list: SqlValue[];

  constructor(...list: SqlValue[]) {
    this.list = list;
  }

  mark(value: SqlValue): string {
    return `$${this.list.push(value)}`;
  }
}

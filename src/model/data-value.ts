/** A value for a theme, as it is written down. */
export type DataValue = string | number | boolean;

/** A value that a theme takes, and the one that it has where nobody gives it. */
export interface DataDeclaration {
  readonly type: 'text' | 'url' | 'number' | 'boolean';
  readonly default?: DataValue | undefined;
}

import { type Context, Drop, type Emitter, toValueSync, type Value } from 'liquidjs';
import { escapeAsLiquid } from './tokens.ts';

/**
 * Liquid evaluates by generators, so that a template can wait for what it names; that takes most of the time of a letter.
 * Values of records are there already: here the usual expressions become functions. For any other, for a variable that
 * is not there and for all that Liquid has to say of it, `unusual` leads back to Liquid's own evaluation.
 */
export type Evaluate = (context: Context) => unknown;

const unusual = Symbol('unusual');

/** The value of an expression with its filters, as Liquid has it. */
export function filteredOf(value: Value): Evaluate {
  const own = quickValue(value);
  const slowly = (context: Context) => toValueSync(value.value(context, false));
  if (!own) return slowly;
  return (context) => {
    const found = own(context);
    return found === unusual ? slowly(context) : found;
  };
}

/** The value of an expression before its filters. */
export function initialOf({ initial }: Value): Evaluate {
  const own = quickExpression(initial.postfix as readonly Operand[]);
  const slowly = (context: Context) => toValueSync(initial.evaluate(context, false));
  if (!own) return slowly;
  return (context) => {
    const found = own(context);
    return found === unusual ? slowly(context) : found;
  };
}

/** Prints what an output holds, escaped unless it says otherwise. */
export function printer(value: Value): (context: Context, emitter: Emitter) => void {
  const [filter] = value.filters;
  const isPlain = value.filters.length === 1 && filter!.name !== 'raw';
  const read = isPlain ? initialOf(value) : filteredOf(value);
  const slowly = isPlain ? (context: Context) => toValueSync(value.value(context, false)) : read;
  return (context, emitter) => {
    const found = read(context);
    if (isPlain && typeof found === 'string') emitter.write(escapeAsLiquid(found));
    else emitter.write(isPlain && typeof found !== 'number' ? slowly(context) : found);
  };
}

/** Finds the list that a loop runs over; undefined for anything but a list, which Liquid handles itself. */
export function loopedList(token: object): (context: Context) => readonly unknown[] | undefined {
  const read = quickOperand(token as Operand);
  return (context) => {
    const found = read?.(context);
    return Array.isArray(found) ? found : undefined;
  };
}

/** A token of Liquid, as far as it is used here. */
interface Operand {
  readonly operator?: string;
  readonly content?: unknown;
  readonly variable?: object;
  readonly props?: readonly Operand[];
}

function quickValue({ initial, filters }: Value): Evaluate | undefined {
  const first = quickExpression(initial.postfix as readonly Operand[]);
  const changes = filters.map((filter) => quickFilter(filter as unknown as Filter));
  if (!first || !changes.every((change) => change !== undefined)) return undefined;
  return (context) => {
    let value = first(context);
    for (const change of changes) {
      if (value === unusual) return unusual;
      value = change(value, context);
    }
    return value;
  };
}

interface Filter {
  readonly args: readonly unknown[];
  readonly handler: (this: object, value: unknown, ...args: unknown[]) => unknown;
  readonly liquid: object;
  readonly token: object;
}

function quickFilter({
  args,
  handler,
  liquid,
  token,
}: Filter): ((value: unknown, context: Context) => unknown) | undefined {
  const reads = args.map((arg) => (Array.isArray(arg) ? undefined : quickExpression([arg as Operand])));
  if (!reads.every((read) => read !== undefined)) return undefined;
  return (value, context) => {
    const given = reads.map((read) => read(context));
    if (given.includes(unusual)) return unusual;
    return toValueSync(handler.call({ context, token, liquid }, value, ...given) as IterableIterator<unknown>);
  };
}

/** An expression in postfix order; both operands of `and` and `or` are evaluated, as Liquid does. */
function quickExpression(postfix: readonly Operand[]): Evaluate | undefined {
  const stack: Evaluate[] = [];
  for (const token of postfix) {
    if (token.operator !== undefined) {
      const operate = operators.get(token.operator);
      const [right, left] = [stack.pop(), stack.pop()];
      if (!operate || !right || !left) return undefined;
      stack.push((context) => {
        const [l, r] = [left(context), right(context)];
        return l === unusual || r === unusual ? unusual : operate(l, r);
      });
    } else {
      const read = quickOperand(token);
      if (!read) return undefined;
      stack.push(read);
    }
  }
  return stack.length === 1 ? stack[0] : undefined;
}

function quickOperand(token: Operand): Evaluate | undefined {
  if ('content' in token) {
    const { content } = token;
    // `empty`, `blank` and `nil` compare in ways of their own.
    return isPrimitive(content) ? () => content : undefined;
  }
  if (!token.props || token.variable) return undefined;
  const names = token.props.map(({ content }) => content);
  if (!names.every((name) => typeof name === 'string' || typeof name === 'number')) return undefined;
  const [root, ...path] = names as [string, ...(string | number)[]];
  return (context) => {
    let value: unknown = scopeWith(root, context);
    if (value === undefined) return unusual;
    value = (value as Record<string, unknown>)[root];
    if (path.length === 0 && value instanceof Drop) return value;
    for (const name of path) {
      value = propertyOf(value, name);
      if (value === unusual) return unusual;
    }
    return value === undefined || typeof value === 'function' || value instanceof Drop ? unusual : value;
  };
}

/** The innermost scope that has a variable: loops, assigned ones, the template's own. */
function scopeWith(name: string, context: Context): object | undefined {
  const { scopes, environments, globals } = context as unknown as {
    scopes: object[];
    environments: object;
    globals: object;
  };
  for (let index = scopes.length - 1; index >= 0; index -= 1) if (name in scopes[index]!) return scopes[index];
  if (Object.hasOwn(environments, name)) return environments;
  return Object.hasOwn(globals, name) ? globals : undefined;
}

function propertyOf(value: unknown, name: string | number): unknown {
  if (value instanceof Forloop && isCounter(name)) return value[name]();
  if (typeof value === 'string') return name === 'size' ? value.length : unusual;
  if (typeof value !== 'object' || value === null || value instanceof Drop) return unusual;
  if (Array.isArray(value)) return name === 'size' ? value.length : name === 'first' ? (value[0] ?? unusual) : unusual;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : unusual;
}

/** The `forloop` variable of a loop. */
export class Forloop extends Drop {
  readonly length: number;
  readonly name: string;
  #at = 0;

  constructor(length: number, name: string) {
    super();
    this.length = length;
    this.name = name;
  }

  next(): void {
    this.#at += 1;
  }

  index0(): number {
    return this.#at;
  }

  index(): number {
    return this.#at + 1;
  }

  first(): boolean {
    return this.#at === 0;
  }

  last(): boolean {
    return this.#at === this.length - 1;
  }

  rindex(): number {
    return this.length - this.#at;
  }

  rindex0(): number {
    return this.length - this.#at - 1;
  }

  /** As Liquid prints it. */
  override valueOf(): string {
    return JSON.stringify({ i: this.#at, length: this.length, name: this.name });
  }
}

const counters = ['index', 'index0', 'first', 'last', 'rindex', 'rindex0'] as const;

function isCounter(name: string | number): name is (typeof counters)[number] {
  return (counters as readonly (string | number)[]).includes(name);
}

type Primitive = string | number | boolean;

function isPrimitive(value: unknown): value is Primitive {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

type Operate = (left: unknown, right: unknown) => unknown;

const compared =
  (compare: (left: Primitive, right: Primitive) => boolean): Operate =>
  (left, right) =>
    (isPrimitive(left) || left === null) && isPrimitive(right) ? compare(left as Primitive, right) : unusual;

const decided =
  (decide: (left: boolean, right: boolean) => boolean): Operate =>
  (left, right) =>
    left instanceof Drop || right instanceof Drop ? unusual : decide(isTrue(left), isTrue(right));

/** In Liquid, an empty text and zero are true. */
export function isTrue(value: unknown): boolean {
  return value !== false && value !== null && value !== undefined;
}

const operators: ReadonlyMap<string, Operate> = new Map([
  ['==', compared((left, right) => left === right)],
  ['!=', compared((left, right) => left !== right)],
  ['<', compared((left, right) => left < right)],
  ['>', compared((left, right) => left > right)],
  ['<=', compared((left, right) => left <= right)],
  ['>=', compared((left, right) => left >= right)],
  ['and', decided((left, right) => left && right)],
  ['or', decided((left, right) => left || right)],
]);

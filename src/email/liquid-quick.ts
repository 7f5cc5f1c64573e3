import {
  AssignTag,
  CaptureTag,
  type Context,
  type Emitter,
  ForTag,
  IfTag,
  LiquidError,
  Output,
  RenderError,
  type Template,
  toValue,
  toValueSync,
  UnlessTag,
  type Value,
} from 'liquidjs';
import { Forloop, filteredOf, isTrue, loopedList, printer } from './liquid-values.ts';
import { note, noteUnknown } from './recording.ts';
import { checkTime } from './render-limit.ts';
import type { Loop, PathStep } from './template-paths.ts';

/** Renders as Liquid does, but without its generators. Throws as it does. */
export function renderQuickly(templates: readonly Template[], context: Context, emitter: Emitter = new Text()): string {
  for (const template of templates) {
    try {
      const printed: unknown = template.render(context, emitter);
      if (printed) write(toValueSync(printed as IterableIterator<unknown>), emitter);
    } catch (error) {
      throw LiquidError.is(error) ? error : new RenderError(error as Error, template);
    }
    if (context.breakCalled || context.continueCalled) break;
  }
  return (emitter as Text).buffer;
}

function write(printed: unknown, emitter: Emitter): void {
  if (printed) emitter.write(printed);
}

/** The text that a rendering prints. */
export function textPrinted(render: (emitter: Emitter) => void): string {
  const text = new Text();
  render(text);
  return text.buffer;
}

/** Gathers what is printed. */
class Text implements Emitter {
  buffer = '';

  write(printed: unknown): void {
    this.buffer += typeof printed === 'string' ? printed : textOf(printed);
  }
}

function textOf(value: unknown): string {
  const inner = toValue(value);
  if (inner === null || inner === undefined) return '';
  return Array.isArray(inner) ? inner.map(textOf).join('') : String(inner);
}

type Render = (context: Context, emitter: Emitter) => void;

/** Lets a template's node render itself by a function, if it is of a kind that is known; any other stays Liquid's. */
export function quicken(template: Template): boolean {
  const render = quickly(template);
  if (render) template.render = render as never;
  return render !== undefined;
}

function quickly(template: Template): Render | undefined {
  if ('str' in template && typeof template.str === 'string') return literal(template.str);
  if (template instanceof Output) return printer(template.value);
  if (template instanceof IfTag) return conditional(template);
  if (template instanceof UnlessTag) return unless(template);
  if (template instanceof AssignTag) return assignment(template);
  if (template instanceof CaptureTag) return capture(template);
  return template instanceof ForTag && Object.keys(hashOf(template)).length === 0 ? loop(template) : undefined;
}

function literal(text: string): Render {
  return (_, emitter) => emitter.write(text);
}

function conditional({ branches, elseTemplates = [] }: IfTag): Render {
  const tests = branches.map(({ value, templates }) => {
    const read = filteredOf(value);
    return { passes: (context: Context) => isTrue(toValue(read(context))), templates };
  });
  return (context, emitter) => {
    for (const { passes, templates } of tests) {
      const outcome = passes(context);
      note(passes, outcome);
      if (!outcome) continue;
      renderQuickly(templates, context, emitter);
      return;
    }
    if (elseTemplates.length > 0) renderQuickly(elseTemplates, context, emitter);
  };
}

function unless({ branches, elseTemplates }: UnlessTag): Render {
  const tests = branches.map(({ value, test, templates }) => {
    const read = filteredOf(value);
    return { passes: (context: Context) => test(toValue(read(context)), context), templates };
  });
  return (context, emitter) => {
    const found = tests.find(({ passes }) => {
      const outcome = passes(context);
      note(passes, outcome);
      return outcome;
    });
    renderQuickly(found?.templates ?? elseTemplates, context, emitter);
  };
}

function assignment(tag: AssignTag): Render {
  const { key, value } = tag as unknown as { key: string; value: Value };
  const read = filteredOf(value);
  return (context) => {
    (context.bottom() as Record<string, unknown>)[key] = read(context);
  };
}

function capture({ variable, templates }: CaptureTag): Render {
  return (context) => {
    (context.bottom() as Record<string, unknown>)[variable] = renderQuickly(templates, context);
  };
}

function hashOf({ hash }: ForTag): object {
  return (hash as unknown as { hash: object }).hash;
}

/** A loop over a list, without limit, offset or order. */
function loop(tag: ForTag): Render {
  const { collection, variable, templates, elseTemplates } = tag;
  const slowly = tag.render;
  const read = loopedList(collection);
  const name = collection.getText();
  const enter = (context: Context, list: readonly unknown[]): Loop => {
    const forloop = new Forloop(list.length, `${variable}-${name}`);
    const scope: Record<string, unknown> = Object.assign(Object.create(null), { forloop });
    context.push(scope);
    return { list, forloop, scope };
  };
  const begin: PathStep = (context, { loops }) => {
    const list = read(context);
    if (!list) return false;
    if (list.length > 0) loops.push(enter(context, list));
    return list.length;
  };
  const first: PathStep = (_, { loops }) => {
    const { list, scope } = loops.at(-1)!;
    scope[variable] = list[0];
    return '';
  };
  const next: PathStep = (_, { loops }) => {
    const { list, forloop, scope } = loops.at(-1)!;
    forloop.next();
    scope[variable] = list[forloop.index0()];
    return '';
  };
  const end: PathStep = (context, { loops }) => {
    loops.pop();
    context.pop();
    return '';
  };
  return (context, emitter) => {
    const list = read(context);
    if (!list) {
      noteUnknown();
      toValueSync(slowly.call(tag, context, emitter) as IterableIterator<unknown>);
      return;
    }
    note(begin, list.length);
    if (list.length === 0) {
      renderQuickly(elseTemplates, context, emitter);
      return;
    }
    const { forloop, scope } = enter(context, list);
    for (const item of list) {
      note(forloop.first() ? first : next, '');
      scope[variable] = item;
      checkTime(context);
      context.continueCalled = context.breakCalled = false;
      renderQuickly(templates, context, emitter);
      if (context.breakCalled) break;
      forloop.next();
    }
    note(end, '');
    context.continueCalled = context.breakCalled = false;
    context.pop();
  };
}

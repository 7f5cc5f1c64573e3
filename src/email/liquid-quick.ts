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
import { checkTime } from './render-limit.ts';

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

/** Lets a template's nodes render themselves by functions; those of other kinds stay Liquid's. */
export function quicken(template: Template): void {
  if ('str' in template && typeof template.str === 'string') template.render = literal(template.str) as never;
  else if (template instanceof Output) template.render = printer(template.value) as never;
  else if (template instanceof IfTag) template.render = conditional(template) as never;
  else if (template instanceof UnlessTag) template.render = unless(template) as never;
  else if (template instanceof AssignTag) template.render = assignment(template) as never;
  else if (template instanceof CaptureTag) template.render = capture(template) as never;
  else if (template instanceof ForTag && Object.keys(hashOf(template)).length === 0)
    template.render = loop(template) as never;
}

function literal(text: string): Render {
  return (_, emitter) => emitter.write(text);
}

function conditional({ branches, elseTemplates = [] }: IfTag): Render {
  const tests = branches.map(({ value, templates }) => ({ read: filteredOf(value), templates }));
  return (context, emitter) => {
    for (const { read, templates } of tests) {
      if (isTrue(toValue(read(context)))) {
        renderQuickly(templates, context, emitter);
        return;
      }
    }
    if (elseTemplates.length > 0) renderQuickly(elseTemplates, context, emitter);
  };
}

function unless({ branches, elseTemplates }: UnlessTag): Render {
  const tests = branches.map(({ value, test, templates }) => ({ read: filteredOf(value), test, templates }));
  return (context, emitter) => {
    const found = tests.find(({ read, test }) => test(toValue(read(context)), context));
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
  return (context, emitter) => {
    const list = read(context);
    if (!list) {
      toValueSync(slowly.call(tag, context, emitter) as IterableIterator<unknown>);
      return;
    }
    if (list.length === 0) {
      renderQuickly(elseTemplates, context, emitter);
      return;
    }
    const forloop = new Forloop(list.length, `${variable}-${name}`);
    const scope: Record<string, unknown> = Object.assign(Object.create(null), { forloop });
    context.push(scope);
    for (const item of list) {
      scope[variable] = item;
      checkTime(context);
      context.continueCalled = context.breakCalled = false;
      renderQuickly(templates, context, emitter);
      if (context.breakCalled) break;
      forloop.next();
    }
    context.continueCalled = context.breakCalled = false;
    context.pop();
  };
}

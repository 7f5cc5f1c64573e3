import { sep } from 'node:path';

/** Whether the `cascade` of a section makes an article a draft. `path`: below Hugo's content, such as `/posts/frost.md`. */
export function cascadesDraft(cascade: unknown, path: string): boolean {
  const steps = Array.isArray(cascade) ? cascade : [cascade];
  return steps.some((step) => isRecord(step) && /^true$/i.test(String(step.draft)) && isMeant(step, path));
}

/** A target without a path, or with keys that are not known here, means every page. */
function isMeant(step: Readonly<Record<string, unknown>>, path: string): boolean {
  const target = step._target ?? step.target;
  if (!isRecord(target)) return true;
  const address = path
    .replaceAll(sep, '/')
    .toLowerCase()
    .replace(/(?:\/index)?\.\w+$/, '');
  const matches = (key: string, value: string) => target[key] === undefined || globOf(String(target[key])).test(value);
  return matches('kind', 'page') && matches('environment', 'production') && matches('path', address);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `**` goes over slashes, `*` does not, and braces hold alternatives. */
function globOf(pattern: string): RegExp {
  const piece = (one: string) =>
    ({ '**': '.*', '*': '[^/]*', '?': '[^/]', '{': '(?:', '}': ')', ',': '|' })[one] ?? one.replace(/\W/, '\\$&');
  const source = pattern.toLowerCase().replace(/\*\*|[^\w]/g, piece);
  try {
    return new RegExp(`^(?:${source})$`);
  } catch {
    return /^/;
  }
}

const names = ['subject', 'preheader', 'introduction', 'day', 'time', 'layout', 'theme'] as const;

/** What the form of an issue says, as the server takes it. */
export function writtenIn(form: HTMLFormElement): string {
  const articles = [...form.querySelectorAll<HTMLElement>('#chosen > li')].map((row) => ({
    slug: row.dataset.slug,
    id: row.dataset.id,
    layout: row.querySelector('select')!.value,
  }));
  return JSON.stringify({
    ...Object.fromEntries(names.map((name) => [name, fieldOf(form, name).value])),
    draft: fieldOf(form, 'draft').checked,
    ...(form.dataset.byRule === undefined && { articles }),
  });
}

/** Everything that nobody has changed in a form becomes as another one has it. @param base The form before its changes. */
export function takeTheRest(form: HTMLFormElement, other: HTMLFormElement, base: string): void {
  const [before, now] = [base, writtenIn(form)].map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>);
  const isOurs = (name: string) => JSON.stringify(before![name]) !== JSON.stringify(now![name]);
  for (const name of names) if (!isOurs(name)) fieldOf(form, name).value = fieldOf(other, name).value;
  if (!isOurs('draft')) fieldOf(form, 'draft').checked = fieldOf(other, 'draft').checked;
  if (isOurs('articles')) return;
  form.toggleAttribute('data-by-rule', other.dataset.byRule !== undefined);
  const [section, fresh] = [form, other].map((one) => one.querySelector('[aria-labelledby="chosen-title"]')!);
  section!.replaceChildren(...fresh!.children);
}

function fieldOf(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement;
}

import { isAmerican } from './american.ts';
import { perLanguage, settled } from './language.ts';

/** A phrase about a number in each form that a language has for it (CLDR); `#` is replaced by the number. */
type Forms = { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

/** Writes a number in the form that its language needs: "1 article", "2 articles". */
export function plural(language: string, forms: Forms): (count: number) => string {
  return (count) => {
    // Intl takes its time for the first number.
    if (isAmerican(language) && Number.isInteger(count) && count >= 0 && count < 1000)
      return ((count === 1 && forms.one) || forms.other).replace('#', String(count));
    const form = forms[rules(language).select(count)] ?? forms.other;
    return form.replace('#', () => numbers(language).format(count));
  };
}

const rules = perLanguage((language) => new Intl.PluralRules(language));
const numbers = perLanguage((language) => new Intl.NumberFormat(settled(language)));

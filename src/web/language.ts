import { escapeXml } from '../lib/escape.ts';
import { directionOf, perLanguage } from '../strings/language.ts';

/**
 * The attributes that mark text in another language than what stands around it, with a space before them; empty
 * where a voice that reads aloud need not change: `en` within `en-GB`, but not `zh-Hant` within `zh-Hans`.
 */
export function markOf(language: string, around: string): string {
  if (spokenIn(language, around) === around) return '';
  return ` lang="${escapeXml(language)}" dir="${directionOf(language)}"`;
}

/** A language, in the kind that is spoken around it where both have one voice: `en-GB` for `en`. */
export function spokenIn(language: string, around: string): string {
  return language === around || voiceOf(language) === voiceOf(around) ? around : language;
}

const voiceOf = perLanguage((tag) => {
  const { language, script } = new Intl.Locale(tag).maximize();
  return `${language} ${script}`;
});

import { escapeXml } from '../lib/escape.ts';
import { directionOf, perLanguage } from '../strings/language.ts';

/**
 * The attributes of text in another language than its surroundings, with a leading space; empty if a screen reader
 * needs no other voice: `en` within `en-GB`, but not `zh-Hant` within `zh-Hans`.
 */
export function markOf(language: string, around: string): string {
  if (spokenIn(language, around) === around) return '';
  return ` lang="${escapeXml(language)}" dir="${directionOf(language)}"`;
}

/** A language, or the variant around it if both share a voice: `en-GB` for `en`. */
export function spokenIn(language: string, around: string): string {
  return language === around || voiceOf(language) === voiceOf(around) ? around : language;
}

const voiceOf = perLanguage((tag) => {
  const { language, script } = new Intl.Locale(tag).maximize();
  return `${language} ${script}`;
});

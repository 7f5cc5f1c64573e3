import { htmlWords } from './html-tree.ts';

/** What `omitted` says of an article whose parts for members are not in the body. */
export const memberParts = 'parts for members';

/** The same, where parts were for some readers and not for others. */
export const someReadersParts = 'parts for some readers only';

/** Whether it is the audience of a part, and not its kind, for which it is left out. */
export function isForSomeReaders(omitted: string): boolean {
  return omitted === memberParts || omitted === someReadersParts;
}

/** Where a block of Ghost that only some readers see begins or ends, and where its public preview ends. */
const gate = /<!--\s*(?:kg-gated-block:(begin|end)\b([^>]*)|members-only\s*)-->/gi;

/** HTML of Ghost without what visitors who are no members do not see. */
export function withoutGatedBlocks(html: string, omitted: Set<string>): string {
  let result = '';
  let from = 0;
  let hidden = 0;
  for (const { 0: whole, 1: edge, 2: rules = '', index } of html.matchAll(gate)) {
    if (hidden === 0) result += html.slice(from, index);
    from = index + whole.length;
    const isBegin = edge?.toLowerCase() === 'begin';
    if (isBegin ? hidden > 0 || !/\bnonMember:\s*"?true\b/.test(rules) : edge === undefined) omitted.add(memberParts);
    if (edge === undefined) return result;
    if (hidden > 0) hidden += isBegin ? 1 : -1;
    else if (isBegin && !/\bnonMember:\s*"?true\b/.test(rules)) hidden = 1;
  }
  return hidden > 0 ? result : result + html.slice(from);
}

/** Whether a body has neither words nor anything to look at or to hear. */
export function showsNothing(body: string): boolean {
  return !/<(?:img|video|audio|iframe)\b|!\[/i.test(body) && htmlWords(body) === '';
}

/** Blocks of WordPress's editor that only members see. */
export const memberBlocks: ReadonlySet<string> = new Set([
  'premium-content/subscriber-view',
  'pmpro/membership',
  'woocommerce-memberships/member-content',
  'memberful/members-only',
  'rcp/restrict-content',
]);

/** Whether what is between the two parts of a shortcode is for members only. */
export function isForMembers(shortcode: string): boolean {
  return memberShortcode.test(shortcode);
}

const memberShortcode =
  /^(?:members?|members?[_-]only|members?_(?:access|logged_in)|memberful\w*|is_member|is_logged_in|logged_?in|private|restrict|is_paid|s2if\d*|wcm_restrict|mepr-.+|membership|pmpro_?\w*membership|rcp_\w*restrict\w*|wlm_\w+|um_loggedin|um_show_content|swpm_protected|arm_restrict_content|ihc-hide-content)$/;

/** Fields of posts by which plugins of WordPress keep a post for some readers. */
const accessFields =
  /^(?:_jetpack_newsletter_access|_members_access_role|_?memberful_(?:acl|available_to_\w+)|_is_paid|rcp_(?:subscription_level|user_level|access_level)|patreon-level)$/;

/** Values of these fields that keep nobody out. */
const open = /^(?:|everybody|everyone|public|all|none|any|no|false|0|a:0:\{\})$/i;

/** Who may read a post of WordPress, if not everybody. */
export function audienceOf(meta: ReadonlyMap<string, string>): 'members' | 'paid' | undefined {
  const kept = [...meta].filter(([key, value]) => accessFields.test(key) && !open.test(value.trim()));
  if (kept.length === 0) return undefined;
  return kept.some(([key, value]) => /paid|patreon/.test(`${key} ${value}`)) ? 'paid' : 'members';
}

import { isListName } from '../../model/list-name.ts';
import type { Settings } from '../../model/publication.ts';
import type { Lock } from './lock.ts';

/**
 * The List-Id that letters get where the settings give none, to be noted in the lock: once noted it stays, whatever address the
 * publication moves to. Letters that were sent without one stay without, for readers sort by it.
 */
export function listIdOf(lock: Lock | undefined, settings: Pick<Settings, 'url' | 'letters' | 'newsletter'>) {
  const { listId, from } = settings.newsletter;
  if (lock?.listId !== undefined) return { listId: lock.listId };
  const wasSent = lock?.issues?.some(({ articles }) => articles) ?? false;
  const host = new URL(settings.url).hostname;
  if (!settings.letters || from === undefined || listId !== undefined || wasSent || !isListName(host)) return {};
  return { listId: host };
}

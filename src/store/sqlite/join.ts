import { joinedChoices } from '../common/choices.ts';
import type { Joined, Joining, WishStanding } from '../subscriber-store.ts';
import { joinOpenSendings } from './ledger/open-sending.ts';
import type { Tables } from './tables.ts';

/** Takes in a person who has confirmed a wish to join; all that follows from it is part of the same transaction. */
export function confirmJoining(tables: Tables, joining: Joining, at: Date): Joined {
  const { address, asked, textHash, page, language, ip, how } = joining;
  const known = tables.find(address);
  const hash = tables.hashOf(address);
  const departure = tables.suppression(hash);
  const standing = standingOfWish(tables, joining);
  if (standing === 'spent') return { result: 'spent', ...(known && { subscriber: known }) };
  if (known && standing === 'fulfilled') return { result: 'known', subscriber: known };
  const written = joinedChoices(joining, known);
  const id = known?.id ?? tables.insert(written, at);
  if (known) tables.update(id, written, at);
  tables.addTags(id, joining.tags);
  const result = departure ? 'returned' : known?.status === 'active' ? 'known' : 'new';
  tables.log(id, result === 'new' ? 'confirmed' : result === 'known' ? 'changed' : result, {
    ...{ how, at, asked, textHash },
    ...{ ...(page && { page }), ...(language && { language }), ...(ip && { ip }) },
  });
  if (departure) tables.lift(hash);
  if (known) for (const table of ['bounce', 'soft_bounce']) tables.run(`DELETE FROM ${table} WHERE subscriber = ?`, id);
  if (result !== 'known') joinOpenSendings(tables, id, at);
  return { result, subscriber: tables.get(id)! };
}

/** The meaning that a link has, by what became of the person and of the address since it was asked for. */
export function standingOfWish(tables: Tables, { address, asked }: Pick<Joining, 'address' | 'asked'>): WishStanding {
  const known = tables.find(address);
  const hash = tables.hashOf(address);
  const departure = tables.suppression(hash);
  // By the log a wish that was confirmed before is known whatever the clocks said, and by the times that of one who is erased.
  const isUsed = known !== undefined && wasConfirmed(tables, known.id, asked);
  if (departure && (isUsed || departure.at >= asked)) return 'spent';
  if (known?.status === 'active' && isUsed) return 'fulfilled';
  return tables.wasLeftBehind(hash, asked) ? 'spent' : 'open';
}

function wasConfirmed(tables: Tables, id: number, asked: Date): boolean {
  return tables.row('SELECT 1 FROM consent WHERE subscriber = ? AND asked = ?', id, asked.getTime()) !== undefined;
}

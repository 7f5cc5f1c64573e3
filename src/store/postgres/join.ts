import { joinedChoices } from '../common/choices.ts';
import type { Joined, Joining, WishStanding } from '../subscriber-store.ts';
import { joinOpenInPostgres } from './ledger/open-sending.ts';
import type { PostgresTables } from './tables.ts';

/** Takes in a person who has confirmed a wish to join; all that follows from it is part of the same transaction. */
export async function confirmInPostgres(tables: PostgresTables, joining: Joining, at: Date): Promise<Joined> {
  const { address, asked, textHash, page, language, ip, how } = joining;
  const known = await tables.find(address);
  const hash = tables.hashOf(address);
  const departure = await tables.suppression(hash);
  const standing = await standingInPostgres(tables, joining);
  if (standing === 'spent') return { result: 'spent', ...(known && { subscriber: known }) };
  if (known && standing === 'fulfilled') return { result: 'known', subscriber: known };
  const written = joinedChoices(joining, known);
  const id = known?.id ?? (await tables.insert(written, at));
  if (known) await tables.update(id, written, at);
  await tables.addTags(id, joining.tags);
  const result = departure ? 'returned' : known?.status === 'active' ? 'known' : 'new';
  await tables.log(id, result === 'new' ? 'confirmed' : result === 'known' ? 'changed' : result, {
    ...{ how, at, asked, textHash },
    ...{ ...(page && { page }), ...(language && { language }), ...(ip && { ip }) },
  });
  if (departure) await tables.lift(hash);
  if (known)
    for (const table of ['bounce', 'soft_bounce'])
      await tables.queries.run(`DELETE FROM tidings.${table} WHERE subscriber = $1`, id);
  if (result !== 'known') await joinOpenInPostgres(tables, id, at);
  return { result, subscriber: (await tables.get(id))! };
}

/** The meaning that a link has, by what became of the person and of the address since it was asked for. */
export async function standingInPostgres(
  tables: PostgresTables,
  { address, asked }: Pick<Joining, 'address' | 'asked'>,
): Promise<WishStanding> {
  const known = await tables.find(address);
  const hash = tables.hashOf(address);
  const departure = await tables.suppression(hash);
  // By the log a wish that was confirmed before is known whatever the clocks said, and by the times that of one who is erased.
  const isUsed = known !== undefined && (await wasConfirmed(tables, known.id, asked));
  if (departure && (isUsed || departure.at >= asked)) return 'spent';
  if (known?.status === 'active' && isUsed) return 'fulfilled';
  return (await tables.wasLeftBehind(hash, asked)) ? 'spent' : 'open';
}

async function wasConfirmed({ queries }: PostgresTables, id: number, asked: Date): Promise<boolean> {
  const sql = 'SELECT 1 FROM tidings.consent WHERE subscriber = $1 AND asked = $2';
  return (await queries.row(sql, id, asked.getTime())) !== undefined;
}

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { realTiming } from '../../src/send/loop/timing.ts';
import { type FreezeRequest, freezeSending } from '../../src/sendings/freeze.ts';
import type { SendingOptions } from '../../src/sendings/options.ts';
import { emlOutlet } from '../../src/sendings/outlets.ts';
import { type PlanRequest, planSending, type SendingPlan } from '../../src/sendings/plan.ts';
import { type RunRequest, type RunResult, runSending } from '../../src/sendings/run.ts';
import type { Sending } from '../../src/store/ledger.ts';
import { copyStore, type Store } from '../../src/store/open.ts';
import { folderOf } from '../folder.ts';
import { secret, storeAt } from '../store/store-at.ts';
import { merge, rowOf } from '../store/subscriber-store-contract.ts';

export const clock = () => new Date('2026-12-01T09:00:00Z');

/** A publication whose settings name this domain wherever they name one. */
export const settingsOf = (domain: string) => `title: My Letter
url: https://${domain}
newsletter:
  from: My Letter <letters@${domain}>
  address: Long Street 1, 1234 Town
  listId: letters.${domain}
  unsubscribeUrl: https://${domain}/unsubscribe/{token}
`;

export const frost =
  '---\ntitle: The first frost\nsummary: What the garden keeps.\ndate: 2026-11-23\n---\n\nWhite beds.\n';

/** A publication with the article `frost`, a list, and each step of a sending. */
export interface Desk extends Pick<Store, 'ledger' | 'subscribers'> {
  readonly folder: string;
  readonly config: () => Promise<Config>;
  enlist(...addresses: string[]): Promise<void>;
  /** A copy of the list as it is now, opened as if it had been put back. */
  copyList(): Promise<Store>;
  /** Another list of the same publication, as after the first one was lost. */
  forgetList(...addresses: string[]): Promise<Store>;
  plan(options?: SendingOptions, more?: Partial<PlanRequest> & { name?: string }): Promise<SendingPlan>;
  freeze(plan: SendingPlan, options?: SendingOptions, more?: Partial<FreezeRequest>): Promise<Sending | undefined>;
  /** Writes the messages into the folder `letters`, unless other outlets are given. */
  run(sending: Sending, more?: Partial<RunRequest>): Promise<RunResult | undefined>;
  /** All three steps. */
  send(options?: SendingOptions): Promise<RunResult | undefined>;
}

export async function desk(
  addresses: readonly string[],
  { domain = 'example.org', files = {} }: { domain?: string; files?: Record<string, string> } = {},
): Promise<Desk> {
  const folder = await folderOf({
    ...{ 'tidings.yaml': settingsOf(domain), '.env': `TIDINGS_SECRET=${secret}\n`, 'articles/frost.md': frost },
    ...files,
  });
  const config = () => loadConfig('.', {}, { cwd: folder, environment: {}, clock });
  const { ledger, subscribers } = await storeAt(join(folder, 'tidings.db'), { clock });
  const made: Desk = {
    ...{ folder, config, ledger, subscribers },
    enlist: (...more) => enlistIn({ subscribers }, more),
    plan: async (options = {}, { name = 'frost', ...more } = {}) =>
      planSending(name, { config: await config(), ledger, options, cwd: folder, ...more }),
    freeze: async (plan, options = {}, more = {}) =>
      freezeSending(plan, { config: await config(), ledger, options, ...more }),
    copyList: async () => {
      const copy = join(folder, `copy-${randomUUID()}.db`);
      await copyStore(join(folder, 'tidings.db'), copy, { list: 'tidings.db', copy: 'copy.db' });
      return storeAt(copy, { clock });
    },
    forgetList: async (...more) => {
      const other = await storeAt(join(folder, 'other.db'), { clock });
      await enlistIn(other, more);
      return other;
    },
    run: async (sending, more = {}) => {
      const now = await config();
      const outlets = [emlOutlet(join(folder, 'letters'), now)];
      const { list } = subscribers;
      return runSending(sending, {
        ...{ ledger, config: now, outlets, list, inDoubt: 'hold', timing: realTiming(clock), ...more },
      });
    },
    send: async (options = {}) => {
      const sending = await made.freeze(await made.plan(options), options);
      return sending && made.run(sending);
    },
  };
  await made.enlist(...addresses);
  return made;
}

async function enlistIn({ subscribers }: Pick<Store, 'subscribers'>, addresses: readonly string[]): Promise<void> {
  const rows = addresses.map((address, index) => rowOf(index + 2, address));
  await merge(subscribers, rows);
}

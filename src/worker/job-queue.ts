import type { Job, PgBoss } from 'pg-boss';
import { ProblemError } from '../model/problem.ts';
import type { BatchName } from '../store/shared-sendings.ts';
import { loadQueueDriver } from './queue-driver.ts';

/** Its tables are in a schema of their own, next to those of the list. */
const queueSchema = 'tidings_jobs';

const batches = 'batches';

/** How often at least each queue is looked at, in seconds: where nobody is told of a new job, that is the wait for it. */
const glance = 1;

/** A job of a worker that is gone is given up after so many seconds; the ledger has long made another one by then. */
const silence = 30;

/** A job may last for so many seconds, such as a batch that a slow domain holds up. */
const longest = 24 * 60 * 60;

export interface QueueOptions {
  /** The address of the database; one that leads around PgBouncer where there is one. */
  readonly url: string;
  /** As messages name it. */
  readonly named: string;
  /** Whether a new job can be told of (LISTEN), which no pooler lets through. */
  readonly listens: boolean;
  /** Another one in the place of `tidings_jobs`. */
  readonly schema?: string | undefined;
  /** Hears of what went wrong in between; it is tried again. */
  readonly report?: ((error: Error) => void) | undefined;
}

/** Work that one machine does at a time, whichever it is. */
export interface WorkerTask {
  readonly name: string;
  /** Lines of cron, and the zone of their times. */
  readonly times: readonly string[];
  readonly timezone: string;
  /** Comes to an end soon after the signal. */
  work(signal: AbortSignal): Promise<void>;
}

/**
 * The jobs of all machines, which pg-boss hands out. What is to be sent is known by the ledger alone: a job that is lost
 * is made again from it, and one that comes twice finds nothing to do.
 */
export class JobQueue {
  readonly #boss: PgBoss;

  private constructor(boss: PgBoss) {
    this.#boss = boss;
  }

  /**
   * Opens the queue, and makes its tables or brings them up to date, unless `makes` is false. `works`: whether this process
   * takes jobs, too.
   * @throws ProblemError if the library is missing or the database does not let it.
   */
  static async open(
    options: QueueOptions,
    { works, makes = true }: { readonly works: boolean; readonly makes?: boolean },
  ): Promise<JobQueue> {
    const { url, named, listens, schema = queueSchema, report = () => undefined } = options;
    const driver = await loadQueueDriver();
    const boss = new driver.PgBoss({
      ...{ connectionString: url, schema, application_name: 'tidings-worker', max: works ? 4 : 2 },
      ...{ useListenNotify: works && listens, registerInstance: works, instanceName: 'tidings worker' },
      ...{ instanceHeartbeatSeconds: 5, supervise: works, schedule: works },
      ...{ superviseIntervalSeconds: 30, maintenanceIntervalSeconds: 60, cronWorkerIntervalSeconds: 5 },
      ...{ openTelemetry: { enabled: false }, migrate: makes, createSchema: makes },
    });
    boss.on('error', report);
    try {
      await boss.start();
      const queue = new JobQueue(boss);
      // Many may wait, and of each batch one.
      if (makes) await queue.#create(batches, 'short');
      return queue;
    } catch (error) {
      await boss.stop({ graceful: false }).catch(() => undefined);
      throw queueFault(error as Error, named);
    }
  }

  /** Makes jobs of batches, unless one waits already. */
  async add(names: readonly BatchName[]): Promise<void> {
    if (names.length === 0) return;
    const jobs = names.map(({ sending, number }) => ({
      data: { sending, number },
      singletonKey: `${sending}.${number}`,
    }));
    await this.#boss.insert(batches, jobs);
  }

  /** Takes batches, one at a time, until the queue is closed. */
  async takeBatches(work: (batch: BatchName) => Promise<void>): Promise<void> {
    const options = {
      ...{ batchSize: 1, pollingIntervalSeconds: glance, notifyPollingIntervalSeconds: glance },
      burstWhenReadyExceeds: 1,
    };
    await this.#boss.work<BatchName>(batches, options, async ([job]) => work((job as Job<BatchName>).data));
  }

  /** Does a task at its times, on one machine at a time. */
  async take({ name, times, timezone, work }: WorkerTask, signal: AbortSignal): Promise<void> {
    await this.#create(name, 'exclusive');
    const known = await this.#boss.getSchedules(name);
    const keyed = new Map(times.map((line, index) => [`time-${index + 1}`, line]));
    for (const { key } of known) if (!keyed.has(key)) await this.#boss.unschedule(name, key);
    for (const [key, line] of keyed) await this.#boss.schedule(name, line, {}, { tz: timezone, key });
    const options = { pollingIntervalSeconds: glance, notifyPollingIntervalSeconds: glance };
    await this.#boss.work(name, options, () => work(signal));
  }

  /** How many workers live, on all machines. */
  async workers(): Promise<number> {
    // Only who takes jobs is registered. What each takes is told some seconds after its start.
    return (await this.#boss.getInstances()).filter(({ live }) => live).length;
  }

  /** The version of its tables, how many workers live, and how many jobs wait. */
  async state(): Promise<{ readonly version: number; readonly workers: number; readonly waiting: number }> {
    const waiting = await this.#boss.findJobs(batches, { queued: true });
    return { version: (await this.#boss.schemaVersion()) ?? 0, workers: await this.workers(), waiting: waiting.length };
  }

  /** Ends when the jobs that this process has are done; stop them first to end soon. */
  async close(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: 60_000 });
  }

  async #create(name: string, policy: 'short' | 'exclusive'): Promise<void> {
    await this.#boss.createQueue(name, {
      ...{ policy, notify: true, retryLimit: 0, expireInSeconds: longest, heartbeatSeconds: silence },
      ...{ deleteAfterSeconds: 60, retentionSeconds: 7 * 24 * 60 * 60 },
    });
  }
}

function queueFault(error: Error, named: string): unknown {
  if (error instanceof ProblemError) return error;
  const { code } = error as Error & { code?: string };
  const forbidden = code === '42501';
  const message = forbidden
    ? `${named} does not let this user make the tables of the queue`
    : `the queue in ${named} cannot be opened: ${error.message}`;
  const hint = forbidden
    ? `Its owner has to allow it: CREATE SCHEMA ${queueSchema} AUTHORIZATION …;`
    : 'Look whether the server runs, and whether DATABASE_URL and DATABASE_DIRECT_URL lead to it; then run this again.';
  return new ProblemError([{ severity: 'error', rule: 'queue', message, hint }], {
    exitCode: forbidden ? 2 : 1,
    state: 'Nothing was changed.',
  });
}

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Store } from '../store/open.ts';
import type { Metrics } from './metrics.ts';

/** Adds the readings of the process itself. */
export function addVitals(metrics: Metrics): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  metrics.read('nodejs_eventloop_delay_seconds', () => {
    const longest = delay.max / 1e9;
    delay.reset();
    return longest;
  });
  metrics.read('process_cpu_seconds_total', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  metrics.read('process_resident_memory_bytes', () => process.memoryUsage.rss());
  metrics.read('nodejs_heap_used_bytes', () => process.memoryUsage().heapUsed);
  metrics.read('process_start_time_seconds', () => performance.timeOrigin / 1000);
}

/** Adds the readings of the mails that wait, and of the readers who wait for one. */
export function addOutboxReadings(
  metrics: Metrics,
  { signUps, ledger }: Pick<Store, 'signUps' | 'ledger'>,
  clock: () => Date,
): void {
  metrics.read('tidings_outbox_waiting', async () => (await signUps.outbox()).waiting);
  metrics.read('tidings_outbox_oldest_seconds', async () => {
    const { oldest } = await signUps.outbox();
    return oldest ? Math.max(0, (clock().getTime() - oldest.getTime()) / 1000) : 0;
  });
  metrics.read('tidings_welcomes_withheld', () => ledger.expectant());
}

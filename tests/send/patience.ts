import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { onTestFinished, vi } from 'vitest';

/**
 * Holds the time by which clients of this process give up, until the test has it run out. Limits that are short enough
 * to wait for would also end what is only slow on a busy machine.
 */
export function holdPatience(): { runOut(): void } {
  const clients: Socket[] = [];
  // Sockets count their silence by themselves, out of reach of timers; Node names each that is opened.
  const note = (message: unknown) => clients.push((message as { readonly socket: Socket }).socket);
  subscribe('net.client.socket', note);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
    unsubscribe('net.client.socket', note);
  });
  return {
    runOut: () => {
      vi.runOnlyPendingTimers();
      for (const client of clients) client.emit('timeout');
    },
  };
}

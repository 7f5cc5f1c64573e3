/** A hub's answer for one feed address. */
export interface Ping {
  readonly topic: string;
  readonly accepted: boolean;
  /** The status, or why there was no answer. */
  readonly reply: string;
}

export interface PingOptions {
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal;
  /** Milliseconds to wait for each answer. */
  readonly timeout?: number;
}

/**
 * Tells a WebSub hub that feeds have changed, so that it fetches them and passes them on to its subscribers
 * (W3C WebSub, section 7; the form `hub.mode=publish` is what hubs agreed on). Never throws for a hub that is down.
 */
export async function pingHub(hub: string, topics: readonly string[], options: PingOptions = {}): Promise<Ping[]> {
  return Promise.all(topics.map((topic) => ping(hub, topic, options)));
}

async function ping(
  hub: string,
  topic: string,
  { fetch = globalThis.fetch, signal, timeout = 10_000 }: PingOptions,
): Promise<Ping> {
  const limit = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(hub, {
      method: 'POST',
      // Some hubs read `hub.url`, as of old, and some `hub.topic`.
      body: new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic }),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    await response.body?.cancel();
    return { topic, accepted: response.ok, reply: `${response.status} ${response.statusText}`.trim() };
  } catch (error) {
    signal?.throwIfAborted();
    return { topic, accepted: false, reply: limit.aborted ? `no answer in ${timeout / 1000} s` : reasonOf(error) };
  }
}

/** The reason of a failed fetch, which is in its cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}

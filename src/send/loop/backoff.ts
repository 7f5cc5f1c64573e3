const minute = 60_000;

/**
 * Milliseconds until a letter is tried again that was not taken: 1, 2, 4, 8 … up to 60 minutes, each up to a quarter
 * longer or shorter, so that those which were refused together do not come back together.
 * @param attempts How often it was tried before this time.
 */
export function retryDelay(attempts: number, random: () => number): number {
  return spread(Math.min(2 ** Math.min(attempts, 10), 60) * minute, random);
}

/** Milliseconds until a server is called again that failed so many times in a row: 1, 2, 4 … up to 60 seconds. */
export function reconnectDelay(failures: number, random: () => number): number {
  return spread(Math.min(2 ** Math.min(failures - 1, 10), 60) * 1000, random);
}

function spread(milliseconds: number, random: () => number): number {
  return Math.round(milliseconds * (0.75 + random() / 2));
}

/** How long a mail belongs to the process that took it: as long as a server may think after the final dot (RFC 5321, 4.5.3.2.6). */
export const mailLease = 10 * 60_000;

/** How long a mail is kept at most. */
export const mailLifetime = 24 * 3_600_000;

/** How long it is known that a reader moved away from an address: links that take somebody in there work for seven days. */
export const keptMoves = 30 * mailLifetime;

/** Of the counter of refusals. */
export const noKey = new Uint8Array();

/** Clocks of two machines may differ by so much; one that is further ahead was wrong, and its times count as now. */
export const tolerance = 60_000;

/** The name of the setting that holds the number of the last line of the log of consent when a letter was first expected. */
export const expectedSetting = 'letter expected since';

/** For how long after they confirm people may get it, in milliseconds. */
export const greetedWithin = 7 * 24 * 3_600_000;

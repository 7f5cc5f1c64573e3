/** Thrown where only a whole build can tell the outcome. Nothing was written then. */
export class GiveUp extends Error {}

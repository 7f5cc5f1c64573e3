/** Imported before a program, this lets it live so many hours from now: what waits for its time is due at once. */
const ahead = Number(process.env.HOURS_AHEAD ?? 0) * 3_600_000;
const RealDate = Date;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: unknown[]) =>
    Reflect.construct(target, given.length === 0 ? [RealDate.now() + ahead] : given) as Date,
  get: (target, name) => (name === 'now' ? () => RealDate.now() + ahead : Reflect.get(target, name)),
});

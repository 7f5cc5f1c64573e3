/** A copy of a record with some fields changed. What its prototype gives only when asked for stays unread. */
export function altered<Fields extends object>(record: Fields, changes: Partial<Fields>): Fields {
  return Object.assign(Object.create(Object.getPrototypeOf(record)), record, changes);
}

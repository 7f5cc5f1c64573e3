/** The value that a table itself has for a word from elsewhere: "constructor" is none of a table's words. */
export function ownValue<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

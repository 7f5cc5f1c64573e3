const grouping = new Intl.NumberFormat('en');

/** `1 article`, `2 articles`, `1,200 articles`. */
export function counted(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** `1,200` */
export function grouped(number: number): string {
  return grouping.format(number);
}

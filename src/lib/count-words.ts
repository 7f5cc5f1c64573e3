/** `1 article`, `2 articles`, `1,200 articles`. */
export function counted(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** `1,200` */
export function grouped(number: number): string {
  if (Number.isInteger(number) && Math.abs(number) < 1_000) return String(number);
  grouping ??= new Intl.NumberFormat('en');
  return grouping.format(number);
}

/** Made when it is first needed: that takes as long as loading a tenth of the program. */
let grouping: Intl.NumberFormat | undefined;

/** A number of bytes as people say it: `24 MB`, `1.3 MB`, `480 KB`, `33 bytes`. */
export function inMegabytes(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  if (bytes < 999_500) return `${Math.round(bytes / 1e3)} KB`;
  const rounded = bytes < 9.95e6 ? (bytes / 1e6).toFixed(1).replace('.0', '') : String(Math.round(bytes / 1e6));
  return `${rounded} MB`;
}

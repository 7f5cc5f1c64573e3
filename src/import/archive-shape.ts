/** The files of an export: of a zip, of a folder that was unpacked, or the one file that it is. */
export interface Archive {
  /** As messages name it. */
  readonly display: string;
  /** With `/`, in the order of the archive; without what systems add for themselves. */
  readonly names: readonly string[];
  /** Bytes of all its files; absent where nobody has counted them. */
  readonly size?: number;
  /** The bytes of a file, piece by piece; a piece is good until the next one is asked for. */
  pieces(name: string): AsyncIterable<Buffer>;
  close(): void;
}

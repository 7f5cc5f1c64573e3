import { Readable, type Transform } from 'node:stream';

/**
 * A message as nodemailer takes it, for whose end one waits. nodemailer calls `pipe` only after the server's reply to
 * DATA, with a stream that looks at every byte for lines that begin with a dot. There are none here, so the bytes go in
 * behind its eyes; what it adds itself is the last line end and the final dot.
 */
export class MessageSource extends Readable {
  /** In bytes. */
  readonly size: number;
  readonly #bytes: Uint8Array;
  readonly #onBegin: () => void;
  #stream: Transform | undefined;
  #isEnded = false;

  /**
   * @param bytes Lines ended by CRLF, none of which begins with a dot of its own.
   * @param onBegin Called when the server has answered DATA; a caller that is content with that calls `begin`.
   */
  constructor(bytes: Uint8Array, onBegin: () => void) {
    super();
    this.size = bytes.length;
    this.#bytes = withoutLineEnd(bytes);
    this.#onBegin = onBegin;
  }

  /** Whether the final dot was handed to the socket, or may be at any time: from then on nothing is certain. */
  get isComplete(): boolean {
    return this.#isEnded && this.#stream?.readableLength === 0;
  }

  override pipe<T extends NodeJS.WritableStream>(stream: T): T {
    this.#stream = stream as unknown as Transform;
    this.#onBegin();
    return stream;
  }

  /** Lets all but the end travel. */
  begin(): void {
    this.#stream!.push(this.#bytes);
  }

  /** Lets the line end and the dot follow. */
  end(): void {
    this.#isEnded = true;
    this.#stream!.end();
  }

  override _read(): void {}
}

function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  const [beforeLast, last] = bytes.subarray(-2);
  return beforeLast === 0x0d && last === 0x0a ? bytes.subarray(0, -2) : bytes;
}

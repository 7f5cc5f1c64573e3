import { crc32, deflateRawSync } from 'node:zlib';

/** A file of a zip, and what is unusual about it. */
export interface ZipPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly isLink?: boolean;
  readonly isEncrypted?: boolean;
  /** What the zip says of its length, if it lies. */
  readonly length?: number;
  /** What the zip says of its checksum, if the content is damaged. */
  readonly sum?: number;
}

/** The bytes of a zip with these files, deflated. */
export function zipOf(parts: Readonly<Record<string, string | Uint8Array>> | readonly ZipPart[]): Buffer {
  const list: readonly ZipPart[] = Array.isArray(parts)
    ? parts
    : Object.entries(parts as Record<string, string>).map(([name, content]) => ({ name, content }));
  const bodies: Buffer[] = [];
  const heads: Buffer[] = [];
  let offset = 0;
  for (const part of list) {
    const { local, central } = entryOf(part, offset);
    bodies.push(local);
    heads.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(heads);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(list.length, 8);
  end.writeUInt16LE(list.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, directory, end]);
}

function entryOf(part: ZipPart, offset: number): { local: Buffer; central: Buffer } {
  const name = Buffer.from(part.name);
  const content = Buffer.from(part.content as string);
  const packed = deflateRawSync(content);
  // UTF-8 names; the lowest bit says that a password is needed.
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(0x800 | (part.isEncrypted ? 1 : 0), 2);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(part.sum ?? crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(part.length ?? content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const attributes = Buffer.alloc(14);
  attributes.writeUInt32LE(part.isLink ? (0o120777 << 16) >>> 0 : 0, 6);
  attributes.writeUInt32LE(offset, 10);
  return {
    local: Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed]),
    // Version 3.0 of Unix made it.
    central: Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([30, 3]), common, attributes, name]),
  };
}

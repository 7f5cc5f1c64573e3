import { z } from 'zod';
import type { Checked } from '../model/schema.ts';
import { readYaml } from '../model/yaml.ts';
import { type Front, frontShape, perTimezone } from './formats/front-matter.ts';

/** Front matter: YAML with known keys only. It begins on line 2 of its file. */
export function readFrontMatter(text: string, file: string, timezone: string): Checked<Front> {
  return readYaml({ text, file, linesBefore: 1, asText: true }, schemaFor(timezone));
}

const schemaFor = perTimezone((timezone) => z.strictObject(frontShape(timezone)));

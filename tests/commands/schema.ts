import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { z } from 'zod';
import { type ResultName, results } from '../../src/commands/json/results.ts';
import type { Terminal } from '../../src/commands/terminal.ts';

export const schemaFile = (name: ResultName) => `${name}.schema.json`;

/** The JSON Schema (draft 2020-12) of a result, as the package ships it: readers ignore keys that they do not know. */
export function schemaOf(name: ResultName): object {
  return { title: `tidings ${name} --json`, ...made(name, false) };
}

/** A terminal's `result` in tests: proves the value before it is taken. */
export function proved(take: (text: string, value: object, name: ResultName) => unknown): Terminal['result'] {
  return (name, text, value) => {
    proveResult(name, JSON.parse(JSON.stringify(value)));
    take(text, value, name);
  };
}

/** Throws if a value that was read from JSON is not what the schema of a result says, or has a key that it lacks. */
export function proveResult(name: ResultName, value: unknown): void {
  const ajv = new Ajv({ strict: false, allErrors: true });
  (formats as unknown as (ajv: Ajv) => void)(ajv);
  const prove = ajv.compile(made(name, true));
  if (!prove(value)) throw new Error(`${name}: ${ajv.errorsText(prove.errors)}`);
}

function made(name: ResultName, isStrict: boolean): object {
  return z.toJSONSchema(results[name], {
    // The words of both drafts are the same for these values; Ajv itself knows the older one.
    target: isStrict ? 'draft-7' : 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
      if (!isStrict && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      delete jsonSchema.readOnly;
    },
  });
}

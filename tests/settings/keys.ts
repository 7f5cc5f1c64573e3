import type { z } from 'zod';

/** Every path of keys that a schema knows, through lists, optional values and alternatives. */
export function keysOf(schema: z.ZodType): string[][] {
  const definition = schema.def as {
    innerType?: z.ZodType;
    in?: z.ZodType;
    out?: z.ZodType;
    element?: z.ZodType;
    options?: z.ZodType[];
    shape?: Record<string, z.ZodType>;
  };
  if (definition.shape) {
    return Object.entries(definition.shape).flatMap(([key, inner]) => [
      [key],
      ...keysOf(inner).map((path) => [key, ...path]),
    ]);
  }
  const { innerType, in: source, out, element, options = [] } = definition;
  return [innerType, source, out, element, ...options].flatMap((inner) => (inner ? keysOf(inner) : []));
}

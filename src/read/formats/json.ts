import { z } from 'zod';
import { parseJson } from '../../lib/json.ts';
import { placesIn } from '../../lib/place.ts';
import type { Locate, Problem } from '../../model/problem.ts';
import { checkValue } from '../../model/schema.ts';
import { type Front, frontShape, perTimezone } from './front-matter.ts';
import { jsonLocator } from './json-locator.ts';
import { isJsonFeed, readFeedItems, refusedFeed } from './jsonfeed.ts';
import type { ParsedArticle, ParsedArticles, ReadOptions, SourceFile } from './source.ts';
import { readParagraphs } from './text.ts';

/** A JSON file: one record, a list of records, or a JSON Feed. */
export function readJson(
  text: string,
  file: SourceFile,
  reading: ReadOptions,
  named: Pick<ParsedArticle, 'name' | 'nameDate'>,
): ParsedArticles {
  const parsed = parseJson(text);
  const places = placesIn(text);
  if ('fault' in parsed) {
    const { offset, message } = parsed.fault;
    return refuse(`this is not valid JSON: ${message}`, undefined, { file: file.display, ...places(offset) });
  }
  const { value, root } = parsed;
  const at = jsonLocator(root, places, file.display);
  if (isJsonFeed(value)) return readFeedItems(value, at, reading);
  const refused = refusedFeed(value, at);
  if (refused) return { drafts: [], problems: [refused] };
  if (!Array.isArray(value)) return readRecord(value, at, reading, named);
  const read = value.map((record: unknown, index) =>
    readRecord(record, jsonLocator(root.items![index]!, places, file.display), reading, { several: true }),
  );
  return { drafts: read.flatMap(({ drafts }) => drafts), problems: read.flatMap(({ problems }) => problems) };
}

function readRecord(
  value: unknown,
  at: Locate,
  reading: ReadOptions,
  named: Pick<ParsedArticle, 'name' | 'nameDate' | 'several'>,
): ParsedArticles {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(
      'expected a record in braces',
      'Write it such as {"title": "Hello", "content": "<p>Text.</p>"}.',
      at([]),
    );
  const checked = checkValue(value, schemaFor(reading.timezone), at);
  if (!checked.value) return { drafts: [], problems: checked.problems };
  const { content, content_text: contentText, published, ...rest } = checked.value;
  const front: Front = { ...rest, ...(published !== undefined && { date: published }) };
  return {
    drafts: [
      {
        front,
        body:
          content === undefined
            ? readParagraphs(contentText ?? '', front, reading.noticePattern)
            : { content: { html: content } },
        source: content ?? contentText ?? '',
        ...named,
        titlePlace: at(['title']),
        at,
        atReference: () => at([content === undefined ? 'content_text' : 'content'], 'key'),
      },
    ],
    problems: [],
  };
}

const schemaFor = perTimezone((timezone) => {
  const shape = frontShape(timezone);
  const text = z
    .string()
    .nullish()
    .transform((value) => value ?? undefined);
  return z
    .strictObject({ ...shape, published: shape.date, content: text, content_text: text })
    .superRefine((record, context) => {
      for (const [one, other] of [
        ['content', 'content_text'],
        ['published', 'date'],
      ] as const) {
        if (record[one] === undefined || record[other] === undefined) continue;
        const params = { hint: 'Keep one of the two.' };
        context.addIssue({ code: 'custom', path: [other], message: `is given together with "${one}"`, params });
      }
    });
});

function refuse(message: string, hint: string | undefined, place: ReturnType<Locate>): ParsedArticles {
  const problem: Problem = { severity: 'error', rule: 'json', message, ...(hint && { hint }), ...place };
  return { drafts: [], problems: [problem] };
}

import { z } from 'zod';
import { isAddress } from '../lib/address.ts';
import { nearest } from '../lib/nearest.ts';
import type { PodcastSettings } from '../model/publication.ts';
import { refined } from '../model/schema.ts';
import { isAddressOrPath, lineSetting } from './values.ts';

/** The categories of Apple Podcasts with their subcategories; other directories read the same. */
const categories: Readonly<Record<string, readonly string[]>> = {
  Arts: ['Books', 'Design', 'Fashion & Beauty', 'Food', 'Performing Arts', 'Visual Arts'],
  Business: ['Careers', 'Entrepreneurship', 'Investing', 'Management', 'Marketing', 'Non-Profit'],
  Comedy: ['Comedy Interviews', 'Improv', 'Stand-Up'],
  Education: ['Courses', 'How To', 'Language Learning', 'Self-Improvement'],
  Fiction: ['Comedy Fiction', 'Drama', 'Science Fiction'],
  Government: [],
  'Health & Fitness': ['Alternative Health', 'Fitness', 'Medicine', 'Mental Health', 'Nutrition', 'Sexuality'],
  History: [],
  'Kids & Family': ['Education for Kids', 'Parenting', 'Pets & Animals', 'Stories for Kids'],
  Leisure: [
    ...['Animation & Manga', 'Automotive', 'Aviation', 'Crafts'],
    ...['Games', 'Hobbies', 'Home & Garden', 'Video Games'],
  ],
  Music: ['Music Commentary', 'Music History', 'Music Interviews'],
  News: [
    ...['Business News', 'Daily News', 'Entertainment News', 'News Commentary'],
    ...['Politics', 'Sports News', 'Tech News'],
  ],
  'Religion & Spirituality': [
    ...['Buddhism', 'Christianity', 'Hinduism', 'Islam', 'Judaism'],
    ...['Religion', 'Spirituality'],
  ],
  Science: [
    ...['Astronomy', 'Chemistry', 'Earth Sciences', 'Life Sciences', 'Mathematics'],
    ...['Natural Sciences', 'Nature', 'Physics', 'Social Sciences'],
  ],
  'Society & Culture': ['Documentary', 'Personal Journals', 'Philosophy', 'Places & Travel', 'Relationships'],
  Sports: [
    ...['Baseball', 'Basketball', 'Cricket', 'Fantasy Sports', 'Football', 'Golf', 'Hockey', 'Rugby', 'Running'],
    ...['Soccer', 'Swimming', 'Tennis', 'Volleyball', 'Wilderness', 'Wrestling'],
  ],
  Technology: [],
  'True Crime': [],
  'TV & Film': ['After Shows', 'Film History', 'Film Interviews', 'Film Reviews', 'TV Reviews'],
};

const category = z
  .union(
    [lineSetting, z.array(lineSetting).min(1, 'names nothing').max(2, 'holds more than a category and a part of it')],
    {
      error: ({ input }) =>
        input === undefined ? 'is missing' : 'must be a category, or a list of it and a part of it',
    },
  )
  .superRefine((value, context) => {
    const [main, part] = [value].flat();
    // That a list names nothing is said already.
    if (main === undefined) return;
    const refuse = (name: string, known: readonly string[]) => {
      const near = nearest(name, known);
      const hint = near ? `Did you mean "${near}"?` : `Apple knows ${known.join(', ') || 'no parts of that one'}.`;
      context.addIssue({
        code: 'custom',
        message: `holds "${name}", which is no category of podcasts`,
        params: { hint },
      });
    };
    const parts = Object.hasOwn(categories, main) ? categories[main] : undefined;
    if (!parts) refuse(main, Object.keys(categories));
    else if (part !== undefined && !parts.includes(part)) refuse(part, parts);
  });

/** The section `feeds.podcast`. */
export const podcast = z.strictObject({
  image: refined(
    lineSetting,
    (value) =>
      isAddressOrPath(value) && /\.(jpe?g|png)$/i.test(URL.parse(value, 'https://example.org/')?.pathname ?? ''),
    'is not the address of a JPEG or PNG',
    'Apple asks for a square one of 1400 to 3000 pixels: write its address, or a path below "url" such as /cover.jpg.',
  ),
  category,
  explicit: z.boolean('must be true or false').optional(),
  author: lineSetting.optional(),
  owner: z
    .strictObject({
      name: lineSetting,
      email: refined(
        lineSetting,
        isAddress,
        'is not an e-mail address',
        'Write it as name@example.org; the feed shows it to everybody, and Apple writes to it.',
      ),
    })
    .optional(),
});

/** @param url The root of the web site. */
export function podcastWithDefaults(
  file: z.output<typeof podcast>,
  url: URL | string,
  author: string,
): PodcastSettings {
  const [name, part] = [file.category].flat();
  return {
    image: new URL(file.image, url).href,
    category: name!,
    ...(part !== undefined && { subcategory: part }),
    explicit: file.explicit ?? false,
    author: file.author ?? author,
    ...(file.owner && { owner: file.owner }),
  };
}

import type { DataValue } from '../model/data-value.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import type {
  BounceSettings,
  FeedSettings,
  Generator,
  NewsletterSettings,
  PodcastSettings,
  ReaderTag,
  ScheduleSettings,
  SelectionSettings,
  SendSettings,
  ServerSettings,
  Settings,
  SignUpSettings,
} from '../model/publication.ts';
import { checkValue, wholePath } from '../model/schema.ts';
import type { NavigationLink } from '../model/site-page.ts';
import { type CheckedFile, fillIn, settingsFile } from './file.ts';
import { lineSetting, webAddress } from './values.ts';

/** The keys of `tidings.yaml` as a program gives them; `withDefaults` fills in the rest. */
export interface SettingsInput {
  readonly title: string;
  /** The root of the web site, with its scheme. */
  readonly url: string;
  /** BCP 47; `en`, if not set. */
  readonly language?: string | undefined;
  /** An IANA name, such as `Europe/Vienna`; `UTC`, if not set. */
  readonly timezone?: string | undefined;
  readonly description?: string | undefined;
  /** The authors of articles that name none; one with the name of the publication, if not set. */
  readonly authors?: string | readonly (string | AuthorInput)[] | undefined;
  readonly rights?: string | undefined;
  /** A logo: absolute, or a path below `url`. */
  readonly image?: string | undefined;
  /** A square icon: absolute, or a path below `url`. */
  readonly icon?: string | undefined;
  /** The links in the header of every page; one to each file in `pages`, if not set. Addresses, or paths below `url`. */
  readonly navigation?: readonly NavigationLink[] | null | undefined;
  /** Path of an article below `url`, with `{slug}`; `/articles/{slug}/`, if not set. */
  readonly permalink?: string | undefined;
  /** `false` where another program makes the site: then there are no pages, and no picture is copied. */
  readonly site?: boolean | undefined;
  /** Whether Markdown gets the quotation marks, dashes and ellipses of its language. Only the reading of files uses it. */
  readonly typography?: boolean | undefined;
  /** `keep` publishes unknown markup of other programs in articles as text; else it is left out. */
  readonly foreign?: 'keep' | undefined;
  /** `false` makes no feeds. */
  readonly feeds?: FeedsInput | false | null | undefined;
  /** `false` makes no letters. */
  readonly newsletter?: NewsletterInput | false | null | undefined;
  /** Values for what the theme of letters declares under `data`. */
  readonly data?: Readonly<Record<string, DataValue>> | null | undefined;
  readonly bounces?: BouncesInput | null | undefined;
  readonly send?: SendInput | null | undefined;
  /** The settings of `tidings serve`. */
  readonly server?: ServerInput | null | undefined;
  /** When `tidings serve --run` publishes and sends by itself. Only the command line reads it. */
  readonly schedule?: ScheduleInput | null | undefined;
  /** Folders whose files articles may show and offer. Only the reading of files uses it. */
  readonly static?: readonly string[] | undefined;
  /** The folder of articles, or the address of a feed of one's own. Only the command line reads it. */
  readonly articles?: string | undefined;
  /** `strict` makes unknown keys in front matter errors. Only the reading of files uses it. */
  readonly frontMatter?: 'strict' | undefined;
  /** The program that also makes a site of the articles. Only the reading of files uses it. */
  readonly generator?: Generator | undefined;
  /** The folder that builds write. Only the command line reads it. */
  readonly output?: string | undefined;
  /** Feeds that articles are taken from. Only the command line reads them. */
  readonly sources?: readonly (string | SourceInput)[] | null | undefined;
  /** A last paragraph that begins like this regular expression is a notice. Only the reading of files uses it. */
  readonly noticePattern?: string | undefined;
}

export interface AuthorInput {
  readonly name: string;
  readonly url?: string | undefined;
  /** Feeds show it to everybody. */
  readonly email?: string | undefined;
}

export interface SourceInput {
  readonly url: string;
  readonly name?: string | undefined;
  /** Its entries are articles of this publication. */
  readonly own?: boolean | undefined;
  /** A number with `m`, `h` or `d`; `30m`, if not set. */
  readonly settle?: string | undefined;
  /** The same; `30d`, if not set, and no limit for a source of one's own. */
  readonly maxAge?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

export interface FeedsInput extends Loose<Omit<FeedSettings, 'paths' | 'selections' | 'podcast'>> {
  /** The data that directories of podcasts ask for. A subcategory may follow the category. */
  readonly podcast?: PodcastInput | undefined;
  /** Where the main feeds lie, relative to `url`; `atom.xml`, `rss.xml` and `feed.json`, if not set. */
  readonly paths?: Loose<FeedSettings['paths']> | undefined;
  /** Selections with feeds of their own, in addition to tags, authors and languages. */
  readonly selections?: readonly SelectionSettings[] | undefined;
}

export interface PodcastInput extends Pick<Loose<PodcastSettings>, 'explicit' | 'author' | 'owner'> {
  /** Absolute, or a path below `url`. */
  readonly image: string;
  readonly category: string | readonly string[];
}

export interface SendInput extends Loose<Omit<SendSettings, 'retryFor'>> {
  /** How long a letter that a server does not take now is tried again: a number with `m`, `h` or `d`; `4h`, if not set. */
  readonly retryFor?: string | undefined;
}

export interface ServerInput extends Loose<Omit<ServerSettings, 'tags' | 'trustProxy' | 'signUps'>> {
  /** How many proxies pass a request on, or a network, or several. */
  readonly trustProxy?: number | string | readonly string[] | undefined;
  /** Tags that readers may choose; without a label, by their names. */
  readonly tags?: readonly (string | ReaderTag)[] | undefined;
  readonly signUps?: Loose<SignUpSettings> | undefined;
}

export interface ScheduleInput extends Loose<Omit<ScheduleSettings, 'run' | 'maxAge'>> {
  /** Lines of cron, such as `0 7 * * 5`. */
  readonly run?: string | readonly string[] | undefined;
  /** How long after its time a run is still made up for: a number with `m`, `h` or `d`; `6h`, if not set. */
  readonly maxAge?: string | undefined;
}

/** `NewsletterSettings`, where each key may also be `undefined`. */
export type NewsletterInput = Loose<NewsletterSettings>;

export type BouncesInput = Loose<BounceSettings>;

/** Every key may be missing or `undefined`. */
export type Loose<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/**
 * Proves that a value from outside, such as a form or a database, is a publication's settings, by the rules of
 * `tidings.yaml`. Returns the settings with every default filled in, or problems that each name the key.
 */
export function checkSettings(value: unknown): Settings | Problem[] {
  const checked = checkValue(value, wholeInput, () => ({}), wholePath);
  return checked.value === undefined ? [...checked.problems] : fillIn(checked.value as CheckedFile);
}

/**
 * Checks settings by the rules of `tidings.yaml` and fills in every default.
 * @throws ProblemError that names each key that is missing, unknown or wrong.
 */
export function withDefaults(input: SettingsInput): Settings {
  const settings = checkSettings(input);
  if (Array.isArray(settings)) throw new ProblemError(settings, { exitCode: 2, state: 'Nothing was made.' });
  return settings;
}

const wholeInput = settingsFile.extend({ title: lineSetting, url: webAddress });

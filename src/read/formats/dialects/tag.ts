/** The way in which a piece of foreign markup is written. */
export type Notation =
  /** `{{< name … >}}` and `{{% name … %}}` of Hugo. */
  | 'shortcode'
  /** `{% name … %}` of Liquid, Nunjucks, Tera and Twig. */
  | 'liquid'
  /** `{{ … }}` of all of these, and of Vue. */
  | 'value'
  /** `{# … #}`, and other notes to those who write. */
  | 'silent'
  /** `::: name Title` and `:::`. */
  | 'container'
  /** `{#id .class}` and `{: … }`. */
  | 'attributes'
  /** `<Name …>`, `</Name>` and, in MDX, every element. */
  | 'element'
  /** `{ … }` of MDX. */
  | 'expression'
  /** `[name …]` of WordPress. */
  | 'bracket'
  /** HTML as it stands. */
  | 'html'
  /** Text as it stands, such as template code that a writer has escaped. */
  | 'literal'
  /** An opening without an end. */
  | 'unclosed';

/** A piece of foreign markup outside of code. */
export interface ForeignTag {
  /** Its number among those of the text. */
  readonly index: number;
  readonly notation: Notation;
  /** As the source has it. */
  readonly text: string;
  /** Counted from 1, in the source. */
  readonly line: number;
  /** Counted from 0, in the shielded text. */
  readonly row: number;
  /** The number of the tag that ends what this one begins, or begins what it ends. */
  pair?: number;
  /** Set if it is the end of a pair. */
  ends?: true;
}

/** The name and the parameters of a tag. */
export interface Call {
  /** In lower case, without `/` or `end`. */
  readonly name: string;
  readonly ends: boolean;
  /** Set if the tag ends itself: `{{< name />}}`. */
  readonly alone: boolean;
  readonly positional: readonly string[];
  readonly named: Readonly<Record<string, string>>;
  /** The parameters as written. */
  readonly rest: string;
}

const shells: Partial<Record<Notation, RegExp>> = {
  shortcode: /^\{\{[<%]\s*(\/?)\s*([\w./-]*?)(?:\s([\s\S]*?))?\s*(\/?)[>%]\}\}$/,
  liquid: /^\{%[-~+]?\s*(\/?)\s*([\w.-]*?)((?:[\s(:,"'][\s\S]*?)?)\s*()[-~+]?%\}$/,
  value: /^\{\{[-~]?\s*()([\w.-]*)([\s\S]*?)\s*()[-~]?\}\}$/,
  bracket: /^\[(\/?)([\w-]+)([\s\S]*?)\s*(\/?)\]$/,
};

/** Reads the inside of a tag. */
export function callOf({ notation, text }: Pick<ForeignTag, 'notation' | 'text'>): Call {
  const [, slash = '', written = '', rest = '', alone = ''] = shells[notation]?.exec(text) ?? [];
  const name = written.toLowerCase();
  const isEnd = notation === 'liquid' && /^end./.test(name);
  const inner = rest.replace(/^\s*\(([\s\S]*)\)\s*$/, '$1');
  return {
    name: isEnd ? name.slice(3) : name,
    ends: slash === '/' || isEnd || (notation === 'liquid' && name === 'end'),
    alone: alone === '/',
    ...parametersOf(inner),
    rest: rest.trim(),
  };
}

const parameter = /(?:([\w.-]+)\s*[=:]\s*)?(?:"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|`([^`]*)`|([^\s,"'`=]+))/g;

function parametersOf(text: string): Pick<Call, 'positional' | 'named'> {
  const positional: string[] = [];
  const named: Record<string, string> = {};
  for (const [, key, double, single, raw, bare] of text.matchAll(parameter)) {
    const value = double?.replace(/\\(["\\])/g, '$1') ?? single ?? raw ?? bare ?? '';
    if (key === undefined) positional.push(value);
    else named[key.toLowerCase()] = value;
  }
  return { positional, named };
}

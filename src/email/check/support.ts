/**
 * What large mail programs leave out, as caniemail.com found by testing (data of 2026-05-13); a test compares it with
 * the package `caniemail`. `gap` is a property, `display:grid` one of its values, `calc()` a function, `1vw` a unit,
 * `@supports` and `:hover` are found in style sheets, `<video>` is an element, `[srcset]` an attribute and `.webp` a
 * picture. Each list comes after the letters of its programs.
 */
const lists = {
  GO: '.svg',
  GOAY: 'cursor',
  GOAYS: 'text-justify',
  GOY: '@font-face [target]',
  GOYST: '@import <link>',
  GW: `background-size opacity visibility z-index text-decoration-color :checked :first-child :first-of-type
    :focus-visible :last-child :last-of-type :only-child :only-of-type <marquee> <rp> <rt> <ruby> <wbr>`,
  GWA: ':target',
  GWAS: ':visited',
  GWO: 'position text-shadow transition :focus-within :hover ::first-letter ::first-line ::marker .apng',
  GWOA: ':focus',
  GWOAS: ':active',
  GWOAY: 'resize',
  GWOAYST: 'hyphenate-limit-chars',
  GWOT: '@supports',
  GWOY: `accent-color animation backdrop-filter border-image clip-path color-scheme filter flex-direction grid-template
    hyphens list-style-image mask-image outline-offset overflow-wrap tab-size text-decoration-skip-ink
    text-underline-offset text-wrap transform user-select shape-outside var() light-dark() conic-gradient() @keyframes
    :lang :not :nth-child :nth-last-child :nth-of-type ::after ::before <audio> <bdi> <dialog> <object> <picture>
    <progress> <svg> <video> [hidden] [loading] [srcset]`,
  GWOYS:
    'border-inline border-block inset margin-inline margin-block padding-inline padding-block text-emphasis font-stretch',
  GWOYST: 'aspect-ratio text-decoration-thickness .mp4',
  GWOYT: ':has [aria-labelledby] [popover]',
  GWY: `align-items justify-content gap flex-wrap box-shadow box-sizing column-count left right top bottom
    mix-blend-mode object-fit object-position background-clip background-origin <meter>`,
  GWYT: '@media(prefers-color-scheme) @media(prefers-reduced-motion) @media(orientation) [aria-describedby]',
  O: '<base>',
  W: `background-image background-position background-repeat border-radius caption-side clear display:flex display:grid
    float list-style-position max-height min-height min-width outline overflow table-layout text-decoration-line
    text-decoration-style word-spacing rgba() 1vh 1vw .ico`,
  WO: 'border-spacing word-wrap .webp',
  WOY: 'calc() clamp() max() min() linear-gradient() radial-gradient() text-align-last',
  WOYST: '.heif .heic .tiff .tif',
  WS: 'white-space',
  WT: '.avif',
  WY: 'column-gap columns writing-mode 1rem 1ch 1vmin 1vmax <abbr> <article> <aside> <figure> <section> <time>',
  WYS: 'text-overflow',
  Y: 'height word-break <map>',
} as const;

/** In the order in which a message names them. */
const programs = [
  ['G', 'Gmail'],
  ['W', 'Outlook for Windows'],
  ['O', 'other Outlooks'],
  ['A', 'Apple Mail'],
  ['Y', 'Yahoo Mail'],
  ['S', 'Samsung Email'],
  ['T', 'Thunderbird'],
] as const;

/** Feature → the programs that leave it out, at least in one of their versions for phones, desktops and the web. */
export const unsupported: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(lists).flatMap(([letters, features]) => {
    const names = programs.filter(([letter]) => letters.includes(letter)).map(([, name]) => name);
    return features.split(/\s+/).map((feature) => [feature, names] as const);
  }),
);

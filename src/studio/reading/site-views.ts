import { html, raw } from 'hono/html';
import { letterFolder } from '../../model/letter-name.ts';
import { pageFile } from '../../model/page-path.ts';
import { hasSubscribePage, subscribeFolder } from '../../model/ways-in.ts';
import { findIssue } from '../../publish/issues/find-issue.ts';
import type { Good } from '../session.ts';
import type { Html, Studio } from '../studio.ts';

/** How a page is looked at. */
export interface PageQuery {
  readonly scheme: 'light' | 'dark';
  /** In pixels; as wide as there is room without it. */
  readonly width?: number;
}

export function readPageQuery(values: URLSearchParams): PageQuery {
  const width = Math.round(Number(values.getAll('width').at(-1)));
  return {
    scheme: values.get('scheme') === 'dark' ? 'dark' : 'light',
    ...(width > 0 && { width: Math.min(1600, Math.max(280, width)) }),
  };
}

/** The page of an article or of an issue, relative to the output; undefined where another program makes the site. */
export function sitePathOf(good: Good, name: string): string | undefined {
  const { publication } = good.prepared;
  const { settings } = publication;
  if (!settings.site) return undefined;
  const issue = findIssue(good.prepared, name);
  if (issue.origin) return `${letterFolder(issue.slug)}index.html`;
  return pageFile(issue.items[0]!.article, settings);
}

/** The pages that belong to no item: their paths and their names. */
export function sitePaths({ prepared, config }: Good): readonly (readonly [path: string, words: string])[] {
  const { settings, sitePages = [], issues = [] } = prepared.publication;
  if (!config.settings.site) return [];
  return [
    ['index.html', 'First page'],
    ...(hasSubscribePage(settings) ? ([[`${subscribeFolder}index.html`, 'Subscribe']] as const) : []),
    ...(settings.letters && issues.some(({ sendOn }) => sendOn === undefined)
      ? ([['issues/index.html', 'Issues']] as const)
      : []),
    ...sitePages.map(({ path, title }) => [path, title] as const),
    ['404.html', 'Not found (404)'],
  ];
}

const presets = [
  [375, 'Phone'],
  [768, 'Tablet'],
  [1280, 'Desktop'],
] as const;

/** The form around a frame: width and scheme, and the fields of the view itself. */
export function pageToolbar(action: string, { scheme, width }: PageQuery, fields: Html | string): Html {
  return html`<form class="toolbar" id="letter-look" data-kind="page" action="${action}">${fields}
<fieldset class="group"><legend class="hidden-label">Width</legend>
<label class="choice">Width <input type="number" name="width" min="280" max="1600" step="1" placeholder="fit" value="${width ?? ''}"> px</label>
<button hidden>Show</button>
${presets.map(
  ([pixels, words]) =>
    html`<button name="width" value="${pixels}" aria-pressed="${String(width === pixels)}" title="${pixels} pixels">${words}</button>`,
)}</fieldset>
${schemeChoice(scheme)}
<button data-no-script>Show</button>
</form>`;
}

export function schemeChoice(scheme: 'light' | 'dark'): Html {
  return html`<fieldset class="group segmented"><legend class="hidden-label">Colours</legend>${(
    ['light', 'dark'] as const
  ).map(
    (one) =>
      html`<label><input type="radio" name="scheme" value="${one}"${one === scheme && raw(' checked')}><span>${one === 'light' ? 'Light' : 'Dark'}</span></label>`,
  )}</fieldset>`;
}

/** The frame that shows a path of the site. */
export function siteFrame(studio: Studio, path: string, { scheme, width }: PageQuery, show?: string): Html {
  const source = studio.href('site-frame', { path, scheme: scheme === 'dark' ? scheme : undefined, show });
  return html`<div class="stage">
<iframe class="sized wide" id="letter-frame" data-live data-fit title="The page" sandbox="allow-same-origin allow-popups"${width !== undefined && html` width="${width}"`} src="${source}"></iframe>
</div>`;
}

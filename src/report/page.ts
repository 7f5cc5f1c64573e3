import { grouped } from '../lib/count-words.ts';
import { cameBackLater } from './came-back.ts';
import { chart } from './chart.ts';
import { html, raw, type SafeHtml } from './markup.ts';
import { outcome } from './outcome.ts';
import type { Report } from './report.ts';
import { why } from './why.ts';
import { duration, share, Times } from './words.ts';

export interface PageOptions {
  /** Of the publication, plain text. */
  readonly title: string;
  /** IANA name of the zone in which days and hours are shown. */
  readonly timezone: string;
  /** A style sheet that asks the web for nothing. */
  readonly style: string;
}

/** By which a file is known as a report, so that a newer one may take its place. */
export const reportMark = '<meta name="generator" content="Tidings report">';

/** A report as one HTML file that asks nobody for anything. */
export function pageOf(report: Report, { title, timezone, style }: PageOptions): string {
  const times = new Times(timezone);
  const { subject, slug, frozen, open, first, last, pace, names, made } = report;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
${raw(reportMark)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${subject}: report</title>
<style>
${raw(style.trim())}
</style>
</head>
<body>
<header>
<p class="label">${title}</p>
<h1>${subject}</h1>
<p class="meta"><span>${slug}</span> <span>${open ? 'to all who confirm since' : 'audience frozen'} ${time(frozen, times)}</span></p>
<p class="summary">${lead(report)}</p>
${first && last && html`<p class="meta">${sentWhen(first, last, times)}</p>`}
</header>
<main>
${outcome(report)}
<section>
<h2>Over time</h2>
${pace ? chart(pace, times) : html`<p>No server has answered yet.</p>`}
</section>
${why(report, times)}${cameBackLater(report, times)}</main>
<footer>
<p>Made by Tidings on ${time(made, times)}. Times are those of ${timezone}. ${
    names ? 'This file holds personal data: delete it when it is of no more use.' : 'This file holds no addresses.'
  }</p>
<p>“Sent” means that a server took the letter. Whether it lies in the inbox or among spam, no sender can see.</p>
</footer>
</body>
</html>
`;
  return page.html;
}

/** The summary at the top. */
function lead({ counts, audience: { prepared } }: Report): SafeHtml {
  const open = counts.pending + counts['under-way'];
  const done = prepared - open;
  if (prepared === 0) return html`The audience has nobody in it.`;
  if (done === 0)
    return html`Nothing has been sent yet. ${grouped(prepared)} ${prepared === 1 ? 'letter waits' : 'letters wait'}.`;
  const rest = [
    counts.failed > 0 && `${grouped(counts.failed)} failed`,
    counts['in-doubt'] > 0 && `${grouped(counts['in-doubt'])} ${areOf(counts['in-doubt'])} in doubt`,
    counts.suppressed > 0 && `${grouped(counts.suppressed)} suppressed`,
    open > 0 && `${grouped(open)} ${areOf(open)} still to be sent`,
  ].filter((part) => part !== false);
  const words = sentOf(counts.sent, prepared);
  return html`${rest.length > 0 ? `${words}; ${rest.join(', ')}.` : `${words}.`}`;
}

function sentOf(sent: number, prepared: number): string {
  if (sent === prepared)
    return prepared === 1 ? 'The one letter was sent' : `All ${grouped(prepared)} letters were sent`;
  if (sent === 0)
    return prepared === 1 ? 'The one letter was not sent' : `None of ${grouped(prepared)} letters was sent`;
  return `${grouped(sent)} of ${grouped(prepared)} letters were sent (${share(sent, prepared)})`;
}

function areOf(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function sentWhen(first: Date, last: Date, times: Times): string {
  const seconds = (last.getTime() - first.getTime()) / 1000;
  const words = times.span(first, last);
  return seconds < 1 ? `Answered ${words}` : `Answered ${words}, within ${duration(seconds)}`;
}

function time(at: Date, times: Times): SafeHtml {
  return html`<time datetime="${at.toISOString()}">${times.moment(at)}</time>`;
}

import { setTimeout as pause } from 'node:timers/promises';
import type { MiddlewareHandler } from 'hono';
import { html, raw } from 'hono/html';
import type { SSEStreamingApi } from 'hono/streaming';
import { grouped } from '../lib/count-words.ts';
import type { ReadingProgress } from '../publish/memory/ram-memory.ts';
import type { StudioSession } from './session.ts';
import type { Html, Studio } from './studio.ts';

export interface FirstRunOptions {
  /** Milliseconds that a page waits for the first run; most publications are read by then. */
  readonly patience?: number | undefined;
}

/** Milliseconds between two words on how far it is. */
const often = 250;

/** Answers for every page while the publication is read for the first time: by one that says so and gives way to it. */
export function firstRunPage(studio: Studio, { patience = 1000 }: FirstRunOptions): MiddlewareHandler {
  const { session } = studio;
  return async (context, next) => {
    // What a script or a program asks for waits until it is there.
    const isPage = context.req.method === 'GET' && context.req.header('accept')?.includes('text/html');
    if (!session.firstRun || !isPage) return next();
    await Promise.race([session.state(), pause(patience, undefined, { ref: false })]);
    const { firstRun } = session;
    return firstRun ? context.html(waitingPage(studio, firstRun)) : next();
  };
}

/** Sends events `reading` until the first run has ended. */
export async function tellFirstRun(session: StudioSession, stream: SSEStreamingApi): Promise<void> {
  while (session.firstRun && !stream.aborted) {
    const { firstRun } = session;
    await stream.writeSSE({ event: 'reading', data: JSON.stringify({ ...firstRun, words: wordsOn(firstRun) }) });
    await Promise.race([session.state(), pause(often, undefined, { ref: false })]);
  }
}

function wordsOn({ total }: ReadingProgress): string {
  if (total === 0) return 'The publication is being read';
  return total === 1 ? '1 file is being read' : `${grouped(total)} files are being read`;
}

function waitingPage(studio: Studio, firstRun: ReadingProgress): Html {
  const words = wordsOn(firstRun);
  const { done, total } = firstRun;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${words} · Tidings studio</title>
<noscript><meta http-equiv="refresh" content="2"></noscript>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${studio.href('styles', 'studio.css')}">
${raw('<script')} type="module" src="${studio.href('client', 'first-run.js')}">${raw('</script>')}
</head>
<body class="waiting" data-events="${studio.href('events')}">
<header class="bar"><p class="brand">Tidings studio</p></header>
<main id="main">
<h1><span role="status" id="reading">${words}</span></h1>
<p><progress aria-labelledby="reading"${total > 0 && raw(` max="${total}" value="${done}"`)}></progress></p>
<p class="note">This page shows them as soon as they are read. After a “tidings build”, the studio begins with all that the build has read.</p>
</main>
</body>
</html>
`;
}

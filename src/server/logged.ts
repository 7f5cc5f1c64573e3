import type { AccessLog } from './access-log.ts';
import type { Metrics } from './metrics.ts';
import type { ServedFolder } from './static/served-folder.ts';

type Fetch = (request: Request, env: object) => Response | Promise<Response>;

interface Observers {
  readonly log: AccessLog;
  readonly metrics: Metrics;
  readonly site: ServedFolder;
}

/**
 * Notes and counts each answer. Around the app and not within, since a middleware would cost a promise for each of its
 * answers.
 */
export function logged(fetch: Fetch, { log, metrics, site }: Observers): Fetch {
  return (request, env) => {
    const begun = performance.now();
    const note = (response: Response) => {
      const path = pathOf(request.url);
      const isKnown = site.find(path) !== undefined;
      const { status } = response;
      metrics.answered(status);
      log.note({ method: request.method, path, status, took: performance.now() - begun, isKnown });
      return response;
    };
    const answer = fetch(request, env);
    return answer instanceof Promise ? answer.then(note) : note(answer);
  };
}

/** Of `https://host/path?query`. */
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  const end = url.indexOf('?', start);
  return end < 0 ? url.slice(start) : url.slice(start, end);
}

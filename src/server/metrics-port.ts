import type { Listening } from '../system/listen.ts';
import { listen } from './listen.ts';
import type { Metrics } from './metrics.ts';

/**
 * Listens on a port of this machine alone for who collects the figures, so that no visitor reaches them.
 * @throws ProblemError with exit code 2 if the port is taken or not allowed.
 */
export function listenForMetrics(metrics: Metrics, port: number): Promise<Listening> {
  return listen((request) => answered(request, metrics), { host: '127.0.0.1', port, flag: '--metrics-port' });
}

async function answered({ method, url }: Request, metrics: Metrics): Promise<Response> {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  if (new URL(url).pathname !== '/metrics')
    return new Response('The figures are at /metrics.\n', { status: 404, headers });
  if (method !== 'GET' && method !== 'HEAD')
    return new Response('Only GET and HEAD are answered here.\n', {
      status: 405,
      headers: { ...headers, Allow: 'GET, HEAD' },
    });
  const type = 'text/plain; version=0.0.4; charset=utf-8';
  return new Response(await metrics.text(), { headers: { ...headers, 'Content-Type': type } });
}

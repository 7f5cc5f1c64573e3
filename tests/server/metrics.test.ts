import { expect, test } from 'vitest';
import { type CounterName, Metrics, type ReadingName } from '../../src/server/metrics.ts';
import { served } from './served.ts';

test('answers are counted by the class of their status, and 304 by itself', async () => {
  const { ask, metrics } = await served({ 'index.html': 'Home' });
  const etag = (await ask('/')).headers.get('etag')!;
  await ask('/', { 'if-none-match': etag });
  await ask('/none');
  const text = await metrics.text();
  expect(text).toContain('tidings_requests_total{status="2xx"} 1\n');
  expect(text).toContain('tidings_requests_total{status="3xx"} 1\n');
  expect(text).toContain('tidings_requests_total{status="4xx"} 1\n');
  expect(text).toContain('tidings_not_modified_total 1\n');
});

test('a value is read when it is asked for, and one that fails is left out', async () => {
  const metrics = new Metrics();
  let waiting = 3;
  metrics.read('tidings_outbox_waiting', () => Promise.resolve(waiting));
  metrics.read('tidings_outbox_oldest_seconds', () => undefined);
  metrics.read('process_resident_memory_bytes', () => Promise.reject(new Error('no')));
  waiting = 4;
  const text = await metrics.text();
  expect(text).toContain('# TYPE tidings_outbox_waiting gauge\ntidings_outbox_waiting 4\n');
  expect(text).not.toMatch(/oldest|memory/);
});

test('the number of label values is bounded, whatever is counted', async () => {
  const metrics = new Metrics();
  for (let n = 0; n < 10_000; n++) metrics.count('sign_ups', { result: 'refused', reason: `reason ${n}` });
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('tidings_sign_ups_total'));
  expect(lines.length).toBeLessThanOrEqual(61);
  expect(lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)).toBe(10_000);
});

test('no label can break the format', async () => {
  const metrics = new Metrics();
  metrics.count('webhooks', { provider: 'a"b\\c\nd', result: '\ud800' });
  metrics.read('process_resident_memory_bytes', () => 1.5e9);
  expect(faults(await metrics.text())).toEqual([]);
  expect(await metrics.text()).toContain('{provider="a\\"b\\\\c\\nd",result="\ufffd"} 1');
});

test('every counter and reading is text that Prometheus reads', async () => {
  const metrics = new Metrics();
  const counters: CounterName[] = ['requests', 'not_modified', 'sign_ups', 'left', 'preferences', 'webhooks'];
  for (const name of counters) metrics.count(name);
  const readings: ReadingName[] = ['tidings_outbox_waiting', 'process_cpu_seconds_total', 'process_start_time_seconds'];
  for (const name of readings) metrics.read(name, () => 0.25);
  const text = await metrics.text();
  expect(faults(text)).toEqual([]);
  expect(text.endsWith('\n')).toBe(true);
});

/** The lines that are not of the text format 0.0.4, or that `promtool check metrics` would complain about. */
function faults(text: string): string[] {
  const types = new Map<string, string>();
  const seen = new Set<string>();
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      const [, kind, described = '', words = ''] = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line) ?? [];
      if (kind === 'TYPE') {
        if (types.has(described) || (words === 'counter') !== described.endsWith('_total')) return [line];
        types.set(described, words);
        return [];
      }
      if (kind === 'HELP') return /[.]$/.test(words) ? [] : [line];
      const [, name = '', labels = ''] =
        /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\})? -?\d+(?:\.\d+)?(?:e[+-]\d+)?$/.exec(line) ?? [];
      const isFault = !types.has(name) || seen.has(name + labels);
      seen.add(name + labels);
      return isFault ? [line] : [];
    });
}

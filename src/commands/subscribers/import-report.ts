import { counted } from '../../lib/count-words.ts';
import { visible } from '../../lib/escape.ts';
import { quoted } from '../../lib/quoted.ts';
import type { Problem } from '../../model/problem.ts';
import type { MergeOutcome } from '../../store/subscriber-store.ts';
import type { Recognition } from '../../subscribers/service-list.ts';
import type { Status } from '../../subscribers/subscriber.ts';
import type { ImportFlags } from '../flags.ts';
import type { OpenList } from './open-list.ts';

const kinds = ['new', 'changed', 'unchanged', 'refused'] as const;

/** The results of the lists so far. */
export interface ImportReport {
  readonly counts: Record<MergeOutcome['result'], number>;
  /** The first of each kind, with the status that their line tells. */
  readonly first: (MergeOutcome & { readonly status?: Status })[];
  readonly problems: Problem[];
  readonly exports: Export[];
}

/** The results for the people of a service. */
export interface Export {
  readonly file: string;
  readonly recognition: Recognition;
  /** New people. */
  active: number;
  pending: number;
  /** People who left and are not written to. */
  refusals: number;
  /** Lines from which nothing was taken. */
  leftOut: number;
}

/** All outcomes as they come, then their sums. */
export async function* jsonOf(outcomes: AsyncIterable<readonly MergeOutcome[]>, report: ImportReport, apply: boolean) {
  let before = '{"lines": [\n';
  for await (const batch of outcomes) {
    yield before + batch.map((outcome) => JSON.stringify(outcome)).join(',\n');
    before = ',\n';
  }
  const { counts, problems } = report;
  const recognised = report.exports.map(({ recognition, ...counts }) => ({
    ...counts,
    ...recognition,
    renamed: Object.fromEntries(recognition.renamed),
    leftOutColumns: { ...recognition.leftOut, undeclared: [...recognition.leftOut.undeclared] },
    leftOut: counts.leftOut,
  }));
  const parts = { counts, applied: apply, problems, ...(recognised.length > 0 && { recognised }) };
  const rest = Object.entries(parts).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`);
  yield `${before.startsWith('{') ? before : '\n'}], ${rest.join(', ')}}\n`;
}

export function formatImportReport(
  files: readonly string[],
  flags: ImportFlags,
  { at }: OpenList,
  report: ImportReport,
): string {
  const { counts, first } = report;
  const lines = kinds.flatMap((kind) => {
    if (kind === 'unchanged') return [];
    const some = first.filter(({ result }) => result === kind);
    const rest = counts[kind] - some.length;
    return [
      ...some.map((outcome) => lineOf(files[0]!, outcome)),
      ...(rest > 0 ? [`and ${rest.toLocaleString('en')} more ${kind}`] : []),
    ];
  });
  const total = kinds.map((kind) => `${counts[kind]} ${kind}`).join(', ');
  const again = [
    ...files.map(quoted),
    ...(flags.consent === undefined ? [] : [`--consent ${quoted(flags.consent)}`]),
    ...(flags.unsubscribed ? ['--unsubscribed'] : []),
  ];
  const next = flags.apply
    ? `Next:\n  npx tidings subscribers${at}`
    : `Nothing was stored. To store it:\n  npx tidings subscribers import ${again.join(' ')}${at} --apply`;
  return `${[...lines, ...serviceLines(report.exports), `${total}.`, next].join('\n')}\n`;
}

function lineOf(
  only: string,
  { file = only, line, result, address, status, reason }: ImportReport['first'][number],
): string {
  const word = reason ?? (result === 'new' && status && status !== 'active' ? status : '');
  return `${file}:${line}  ${result}  ${[visible(address).slice(0, 100), visible(word).slice(0, 300)].filter(Boolean).join(': ')}`;
}

/** The result of each export, and the data of each service that could not be imported. */
function serviceLines(exports: readonly Export[]): string[] {
  return [...Map.groupBy(exports, ({ recognition }) => recognition.service)].flatMap(([service, ofService]) => {
    const found = ofService.map(({ recognition }) => recognition);
    const renamed = new Map(found.flatMap((one) => [...one.renamed]));
    const columns = (why: keyof Recognition['leftOut']) => [...new Set(found.flatMap((one) => [...one.leftOut[why]]))];
    const { caution } = found[0]!;
    return [
      ...ofService.map(exportLine),
      ...named(
        `${counted(renamed.size, 'tag')} renamed`,
        [...renamed].map(([name, slug]) => `${name} → ${slug || '(none)'}`),
      ),
      ...named('Left out, not declared under "newsletter", "fields" in tidings.yaml', columns('undeclared')),
      ...named('Left out, for Tidings has no part in payments', columns('payments')),
      ...named(`Left out, of use to ${service} alone`, columns('own')),
      ...(caution ? [`  ${caution}`] : []),
    ];
  });
}

function exportLine({ file, recognition, active, pending, refusals, leftOut }: Export): string {
  const { service, kind } = recognition;
  const parts = [
    `${active.toLocaleString('en')} new active`,
    ...(pending > 0 ? [`${pending.toLocaleString('en')} new pending`] : []),
    `${counted(refusals, 'refusal')} kept`,
    `${counted(leftOut, 'line')} left out`,
  ];
  return `${file} is an export of ${service}${kind && kind !== 'untold' ? ` (${kind})` : ''}: ${parts.join(', ')}.`;
}

function named(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const some = names.slice(0, 30).map((name) => visible(name).slice(0, 100));
  const rest = names.length > 30 ? `, and ${names.length - 30} more` : '';
  return [`  ${what}: ${some.join(', ')}${rest}.`];
}

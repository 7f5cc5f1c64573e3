/** Everything that is counted: its labels, and the words that explain it to those who draw charts. */
const counters = {
  requests: { help: 'Answers, by the class of their status.', labels: ['status'] },
  not_modified: { help: 'Answers 304: the reader had the newest version already.', labels: [] },
  sign_ups: { help: 'Sign-ups: asked, mailed, confirmed, or refused for a reason.', labels: ['result', 'reason'] },
  left: { help: 'Readers who left, by the way that they took.', labels: ['way'] },
  preferences: { help: 'What readers did with their preferences.', labels: ['act'] },
  webhooks: { help: 'Events that mail providers sent, by what became of them.', labels: ['provider', 'result'] },
  outbox_mails: { help: 'Mails of the outbox, by what became of them.', labels: ['result'] },
  welcomes: { help: 'Welcome letters, by what became of them.', labels: ['result'] },
  runs: { help: 'Runs of the schedule: done, failed, or missed and not made up for.', labels: ['result'] },
  failures: { help: 'Answers and background steps that failed by a fault of the program or its database.', labels: [] },
} as const;

/** Everything that is read when somebody asks. Those of the process have the names that charts for any program know. */
const readings = {
  tidings_outbox_waiting: 'Mails that wait in the outbox.',
  tidings_outbox_oldest_seconds: 'Age of the oldest mail in the outbox.',
  tidings_welcomes_withheld: 'Readers who confirmed while the welcome letter cannot be opened, and get it once it is.',
  tidings_served_files: 'Files of the site.',
  process_cpu_seconds_total: 'Time that the process has spent computing.',
  process_resident_memory_bytes: 'Memory of the process.',
  process_start_time_seconds: 'When the process began, in seconds since 1970.',
  nodejs_heap_used_bytes: 'Used memory of the JavaScript heap.',
  nodejs_eventloop_delay_seconds: 'The longest wait of the event loop since the last look.',
} as const;

export type CounterName = keyof typeof counters;
export type ReadingName = keyof typeof readings;
type Labels<Name extends CounterName> = { readonly [Label in (typeof counters)[Name]['labels'][number]]?: string };
type Reading = number | undefined | Promise<number | undefined>;

/** How many combinations of labels one counter has at most; each costs memory here and in the database that collects. */
const mostCombinations = 60;

/** Counts what the server does, for Prometheus (text format 0.0.4). Nothing in it is about a person. */
export class Metrics {
  readonly #counts = new Map<CounterName, Map<string, number>>();
  /** By status. */
  readonly #answers: number[] = new Array(600).fill(0);
  readonly #readers = new Map<ReadingName, () => Reading>();

  count<Name extends CounterName>(name: Name, labels: Labels<Name> = {}, by = 1): void {
    const known = this.#counts.get(name) ?? new Map<string, number>();
    if (known.size === 0) this.#counts.set(name, known);
    const wanted = labelled(counters[name].labels, labels);
    const key = known.has(wanted) || known.size < mostCombinations ? wanted : '{other="true"}';
    known.set(key, (known.get(key) ?? 0) + by);
  }

  /** Counts an answer; apart from the other counters, for it is done thousands of times a second. */
  answered(status: number): void {
    this.#answers[status] = (this.#answers[status] ?? 0) + 1;
  }

  /** Reads a value whenever it is asked for; one that cannot be read is left out of that answer. */
  read(name: ReadingName, read: () => Reading): void {
    this.#readers.set(name, read);
  }

  /** The text that Prometheus collects. */
  async text(): Promise<string> {
    const lines: string[] = [];
    this.#countAnswers();
    for (const name of Object.keys(counters) as CounterName[]) {
      lines.push(`# HELP tidings_${name}_total ${counters[name].help}`, `# TYPE tidings_${name}_total counter`);
      const counts = [...(this.#counts.get(name) ?? [])];
      if (counts.length === 0 && counters[name].labels.length === 0) counts.push(['', 0]);
      for (const [labels, value] of counts) lines.push(`tidings_${name}_total${labels} ${value}`);
    }
    for (const [name, read] of this.#readers) {
      const value = await Promise.resolve()
        .then(read)
        .catch(() => undefined);
      if (value === undefined) continue;
      const type = name.endsWith('_total') ? 'counter' : 'gauge';
      lines.push(`# HELP ${name} ${readings[name]}`, `# TYPE ${name} ${type}`, `${name} ${value}`);
    }
    return `${lines.join('\n')}\n`;
  }

  #countAnswers(): void {
    for (const [status, count] of this.#answers.entries()) {
      if (count === 0) continue;
      this.#answers[status] = 0;
      this.count('requests', { status: `${Math.floor(status / 100)}xx` }, count);
      if (status === 304) this.count('not_modified', {}, count);
    }
  }
}

/** `{result="asked"}`; empty without labels. */
function labelled(names: readonly string[], labels: Readonly<Record<string, string | undefined>>): string {
  const pairs = names.flatMap((name) => {
    const value = labels[name];
    return value === undefined ? [] : [`${name}="${escaped(value.slice(0, 60))}"`];
  });
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`)).toWellFormed();
}

import type { Command } from 'commander';
import type { ConfigFlags } from '../config/config.ts';
import type { State } from '../store/ledger.ts';
import type { Terminal } from './terminal.ts';

/** The flags of every command. */
export interface CommonFlags extends ConfigFlags {
  readonly json?: boolean;
  /** Lists each problem, however many are alike. */
  readonly all?: boolean;
  readonly debug?: boolean;
}

/** Wraps a command: runs it at a terminal with its first argument and its flags, and turns errors into exit codes. */
export type Action = <Flags extends CommonFlags>(
  command: (terminal: Terminal, argument: string, flags: Flags) => Promise<number>,
) => (argument: string, flags: Flags) => Promise<void>;

export function common(command: Command): Command {
  return command
    .option('--json', 'print the result as JSON')
    .option('--all', 'list every problem, however many are alike')
    .option('--debug', 'print the stack of an unforeseen failure');
}

/** Adds the argument that names a publication. */
export function ofSource(command: Command): Command {
  return command.argument('[path]', 'a publication folder or one article file', '.');
}

/** Adds the flags of every command that reads the settings. */
export function configurable(command: Command): Command {
  return common(
    command
      .option('--title <text>', 'title of the publication')
      .option('--url <url>', 'root of its web site')
      .option('--language <tag>', 'language, such as en or de-AT')
      .option('--timezone <name>', 'time zone, such as Europe/Vienna')
      .option('--notice-pattern <regex>', "what makes a last paragraph the notice ('' for none)")
      .option('--now <instant>', 'hold back articles dated after this instant'),
  );
}

/** The values of a flag that may be written several times. */
export function gathered(value: string, others: readonly string[] = []): readonly string[] {
  return [...others, value];
}

export interface InitFlags extends CommonFlags {
  /** Writes the files of a server, in the place of a publication. */
  readonly deploy?: boolean;
}

export interface NewFlags extends CommonFlags {
  readonly publication: string;
}

export interface BuildFlags extends CommonFlags {
  readonly frozen?: boolean;
  readonly fetchMedia?: boolean;
  /** Asks the feeds of the settings for news first. */
  readonly fetch?: boolean;
  readonly watch?: boolean;
}

export interface ServeFlags extends CommonFlags {
  readonly host?: string;
  readonly port?: string;
  readonly metricsPort?: string;
  /** Whether it does runs by the schedule, too. */
  readonly run?: boolean;
}

export interface StudioFlags extends CommonFlags {
  readonly port?: string;
  /** False with `--no-open`. */
  readonly open?: boolean;
  /** The name of an editor, or a template of addresses that open a file. */
  readonly editor?: string;
}

export interface FetchFlags extends CommonFlags {
  /** The names of sources whose doubtful change is taken over. */
  readonly accept?: readonly string[];
}

export interface CheckFlags extends CommonFlags {
  readonly feeds?: boolean;
  readonly issue?: string;
  readonly links?: boolean;
  readonly spamassassin?: boolean;
  readonly ignore?: readonly string[];
}

export interface RunFlags extends ConfigFlags, CommonFlags {
  readonly maxReaders?: string;
}

export interface DigestFlags extends CommonFlags {
  readonly since: string;
  readonly tag?: string;
  readonly unsent?: boolean;
}

export interface InboxFlags extends CommonFlags {
  readonly publication: string;
  readonly dryRun?: boolean;
  readonly moveTo?: string;
  readonly show?: boolean;
}

export interface AdoptFlags extends CommonFlags {
  readonly publication: string;
  readonly apply?: boolean;
}

export interface DoctorFlags extends CommonFlags {
  readonly selector?: readonly string[];
}

export interface ThemeFlags extends CommonFlags {
  readonly publication: string;
}

export interface TryThemeFlags extends ThemeFlags {
  readonly output: string;
}

export interface SendFlags extends CommonFlags {
  readonly publication: string;
  /** One letter to one address, in the place of the list. */
  readonly to?: string;
  readonly confirm?: string;
  readonly tag?: string;
  readonly new?: boolean;
  readonly only?: 'failed' | 'in-doubt';
  readonly inDoubt?: 'hold' | 'resend';
  /** The mailboxes are gone whose marks are held. */
  readonly acceptBounces?: boolean;
  readonly refreeze?: boolean;
  /** Suppresses what is pending. */
  readonly cancel?: boolean;
  readonly alreadySent?: boolean;
  readonly olderList?: boolean;
  readonly ignore?: readonly string[];
  /** A folder that messages are written into. */
  readonly eml?: string;
  readonly dryRun?: boolean;
  /** Hands it to workers. */
  readonly toWorkers?: boolean;
  /** Keeps an issue, or all, from going on, and ends that. */
  readonly pause?: boolean;
  readonly resume?: boolean;
}

export interface WorkerFlags extends CommonFlags {
  readonly connections?: string;
  /** Does the runs of the schedule, too. */
  readonly run?: boolean;
}

export interface StatusFlags extends ListFlags {
  readonly only?: State;
  readonly csv?: boolean;
}

export interface ReportFlags extends ListFlags {
  readonly output?: string;
  readonly names?: boolean;
}

export interface RehearseFlags extends CommonFlags {
  readonly publication: string;
  readonly tag?: string;
  readonly readers?: string;
  readonly ignore?: readonly string[];
}

/** The flags of every command about the list. */
export interface ListFlags extends CommonFlags {
  readonly publication: string;
}

export interface AddFlags extends ListFlags {
  readonly consent: string;
  readonly name?: string;
  readonly language?: string;
  readonly tag?: readonly string[];
  readonly field?: readonly string[];
  readonly again?: boolean;
}

export interface ImportFlags extends ListFlags {
  readonly consent?: string;
  readonly unsubscribed?: boolean;
  readonly apply?: boolean;
}

export interface ArchiveFlags extends CommonFlags {
  readonly publication: string;
  /** Where the articles were on the web. */
  readonly from?: string;
  readonly drafts?: boolean;
  readonly apply?: boolean;
}

export interface FilterFlags extends ListFlags {
  readonly status?: 'pending' | 'active' | 'unsubscribed' | 'bounced' | 'complained';
  readonly tag?: string;
  readonly language?: string;
}

export interface TagFlags extends ListFlags {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

export interface MigrateFlags extends ListFlags {
  readonly to: 'postgres' | 'sqlite';
}

export interface RestoreFlags extends ListFlags {
  readonly bouncedSince: string;
  readonly issue?: string;
  readonly confirm?: string;
}

export interface ForgetFlags extends ListFlags {
  readonly confirm?: string;
}

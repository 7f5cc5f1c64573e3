import type { DatabaseSync } from 'node:sqlite';
import { ProblemError } from '../../model/problem.ts';
import { transaction } from './transaction.ts';

/**
 * How the database came to be what it is. Only ever add to the end: files in the world have run the earlier ones.
 * Instants are milliseconds since 1970, UTC.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Numbers are never given twice, for links and sendings name people by them.
  CREATE TABLE subscriber (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    address TEXT,
    normal TEXT UNIQUE,
    name TEXT,
    language TEXT,
    fields TEXT NOT NULL DEFAULT '{}',
    status TEXT NOT NULL
      CHECK (status IN ('pending', 'active', 'unsubscribed', 'bounced', 'complained', 'erased')),
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    CHECK ((address IS NULL) = (status = 'erased') AND (normal IS NULL) = (status = 'erased'))
  ) STRICT;
  CREATE INDEX subscriber_status ON subscriber (status);

  CREATE TABLE tag (
    subscriber INTEGER NOT NULL REFERENCES subscriber,
    tag TEXT NOT NULL,
    PRIMARY KEY (subscriber, tag)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tag_subscriber ON tag (tag, subscriber);

  CREATE TABLE consent (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subscriber INTEGER NOT NULL REFERENCES subscriber,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    how TEXT NOT NULL,
    shown TEXT,
    ip TEXT
  ) STRICT;
  CREATE INDEX consent_subscriber ON consent (subscriber);
  CREATE TRIGGER consent_stays BEFORE UPDATE ON consent
    BEGIN SELECT raise(ABORT, 'the consent log is only added to'); END;
  CREATE TRIGGER consent_goes_with_the_person BEFORE DELETE ON consent
    WHEN (SELECT status FROM subscriber WHERE id = OLD.subscriber) <> 'erased'
    BEGIN SELECT raise(ABORT, 'the consent log is only added to'); END;

  CREATE TABLE suppression (
    hash BLOB PRIMARY KEY,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- Absent for the erased and for those who never were on the list.
    subscriber INTEGER REFERENCES subscriber
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- One issue to one audience. Before it is frozen, nobody is sent anything.
  CREATE TABLE sending (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    subject TEXT NOT NULL,
    source TEXT NOT NULL,
    -- In JSON: who is chosen, which way leads to which letter, and how many were chosen and left out.
    selection TEXT NOT NULL,
    ways TEXT NOT NULL,
    audience TEXT,
    frozen INTEGER,
    -- Which process sends, and a number that it raises for as long as it lives.
    holder TEXT,
    beat INTEGER NOT NULL DEFAULT 0,
    CHECK ((audience IS NULL) = (frozen IS NULL))
  ) STRICT;

  CREATE TABLE letter (
    sending INTEGER NOT NULL REFERENCES sending,
    number INTEGER NOT NULL,
    content TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (sending, number)
  ) STRICT;

  CREATE TABLE delivery (
    sending INTEGER NOT NULL REFERENCES sending,
    subscriber INTEGER NOT NULL REFERENCES subscriber,
    letter INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending'
      CHECK (state IN ('pending', 'under-way', 'sent', 'failed', 'suppressed', 'in-doubt')),
    attempts INTEGER NOT NULL DEFAULT 0,
    first INTEGER,
    due INTEGER,
    PRIMARY KEY (sending, subscriber),
    CHECK (due IS NULL OR state = 'pending')
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX delivery_due ON delivery (sending, due) WHERE due IS NOT NULL;
  CREATE TRIGGER delivery_is_sent_once BEFORE UPDATE OF state ON delivery WHEN OLD.state = 'sent'
    BEGIN SELECT raise(ABORT, 'what was sent is never sent again'); END;
  CREATE TRIGGER delivery_stays BEFORE DELETE ON delivery
    WHEN (SELECT frozen FROM sending WHERE id = OLD.sending) IS NOT NULL
    BEGIN SELECT raise(ABORT, 'nobody leaves a frozen audience'); END;

  -- Beside its delivery, for it is written and read with it.
  CREATE TABLE outcome (
    sending INTEGER NOT NULL,
    subscriber INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    relay TEXT,
    reply TEXT,
    PRIMARY KEY (sending, subscriber, number),
    FOREIGN KEY (sending, subscriber) REFERENCES delivery
  ) STRICT, WITHOUT ROWID;
  -- A reply may hold the address.
  CREATE TRIGGER outcome_stays BEFORE UPDATE ON outcome
    WHEN NEW.reply IS NOT NULL OR (SELECT status FROM subscriber WHERE id = OLD.subscriber) <> 'erased'
      OR (NEW.sending, NEW.subscriber, NEW.number, NEW.at, NEW.kind) <>
        (OLD.sending, OLD.subscriber, OLD.number, OLD.at, OLD.kind) OR NEW.relay IS NOT OLD.relay
    BEGIN SELECT raise(ABORT, 'the log of outcomes is only added to'); END;
  CREATE TRIGGER outcome_goes_never BEFORE DELETE ON outcome
    BEGIN SELECT raise(ABORT, 'the log of outcomes is only added to'); END;
  `,
  `
  -- Mail that came back and was taken in: by the SHA-256 of its bytes, so that reading it again changes nothing.
  CREATE TABLE returned_mail (
    fingerprint BLOB PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Issues that came back from a mailbox which may work again. An issue counts once.
  CREATE TABLE soft_bounce (
    subscriber INTEGER NOT NULL REFERENCES subscriber,
    sending INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (subscriber, sending)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- How a sending's Message-IDs are made. Those that are here were begun by version 0.1.0, which had no key for them.
  ALTER TABLE sending ADD COLUMN message_ids TEXT NOT NULL DEFAULT 'unkeyed' CHECK (message_ids IN ('unkeyed', 'keyed'));
  `,
  `
  -- What servers said of mailboxes, while an issue was sent or by mail later on, and what came of it for the list: open
  -- until the run ends, held until a person decides, or marked.
  CREATE TABLE bounce (
    sending INTEGER NOT NULL,
    subscriber INTEGER NOT NULL REFERENCES subscriber,
    at INTEGER NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('smtp', 'mail')),
    gravity TEXT NOT NULL CHECK (gravity IN ('soft', 'hard')),
    how TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'held', 'marked')),
    PRIMARY KEY (sending, subscriber)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX bounce_subscriber ON bounce (subscriber);
  `,
  `
  -- Which letter a mail is about, when it was written and what a server said. Absent of mails that 0.1.0 took in.
  ALTER TABLE returned_mail ADD COLUMN sending INTEGER;
  ALTER TABLE returned_mail ADD COLUMN subscriber INTEGER REFERENCES subscriber;
  ALTER TABLE returned_mail ADD COLUMN written INTEGER;
  ALTER TABLE returned_mail ADD COLUMN reply TEXT;
  CREATE INDEX returned_mail_sending ON returned_mail (sending, subscriber) WHERE sending IS NOT NULL;
  CREATE INDEX returned_mail_subscriber ON returned_mail (subscriber) WHERE subscriber IS NOT NULL;
  `,
  `
  -- Which issues somebody wants; NULL: each one.
  ALTER TABLE subscriber ADD COLUMN frequency TEXT CHECK (frequency IS NULL OR frequency = 'digests');

  -- Consent that a server has taken: the text by its SHA-256, the page, its language, and when the person asked.
  CREATE TABLE consent_text (
    hash BLOB PRIMARY KEY,
    text TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE consent ADD COLUMN text_hash BLOB;
  ALTER TABLE consent ADD COLUMN page TEXT;
  ALTER TABLE consent ADD COLUMN asked INTEGER;
  ALTER TABLE consent ADD COLUMN language TEXT;

  -- Encrypted mails to people who may not be on the list. The recipient is a hash as the suppression list has it. The
  -- holder is the process that sends a mail, until it is due again.
  CREATE TABLE waiting_mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mail BLOB NOT NULL,
    recipient BLOB,
    added INTEGER NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    holder TEXT
  ) STRICT;

  -- How many mails count against a budget until an instant. Keys are keyed hashes.
  CREATE TABLE spent (
    name TEXT NOT NULL,
    key BLOB NOT NULL,
    until INTEGER NOT NULL,
    number INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (name, key, until)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX spent_until ON spent (until);
  `,
  `
  -- Whether each confirmation adds a delivery. Absent of a sending to an audience that was frozen.
  ALTER TABLE sending ADD COLUMN open TEXT CHECK (open IN ('open', 'closed'));
  `,
  `
  -- Events of providers that nobody could be held to, for a person to read, for some time.
  CREATE TABLE provider_event (
    fingerprint BLOB PRIMARY KEY,
    provider TEXT NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    content TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX provider_event_at ON provider_event (at);

  -- Tokens of signatures that were used, each for one request, until the signatures are too old anyhow.
  CREATE TABLE spent_token (
    token BLOB PRIMARY KEY,
    request BLOB NOT NULL,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX spent_token_until ON spent_token (until);
  `,
  `
  -- Addresses, as hashes like those of the suppression list, that readers have moved away from: links to take in or to
  -- move there that were asked for before are void. For as long as such a link can be confirmed, and somewhat longer.
  CREATE TABLE former_address (
    hash BLOB PRIMARY KEY,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX former_address_at ON former_address (at);
  `,
  `
  -- Mail that was left alone, by its fingerprint, of which a person was told; with the time at which it was read last.
  CREATE TABLE told_mail (
    fingerprint BLOB PRIMARY KEY,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX told_mail_at ON told_mail (at);
  `,
];

/** `Tdng`: by it `file` and other programs can tell whose database this is. */
const applicationId = 0x54_64_6e_67;

/**
 * Brings a database up to date, each step in a transaction of its own, safe with another process that does the same.
 * @throws ProblemError if it is another program's or newer than this program.
 */
export function migrate(database: DatabaseSync, named: string, steps: readonly string[] = migrations): void {
  for (;;) {
    const version = versionOf(database, named, steps);
    if (version === steps.length) return;
    transaction({ database, named }, () => {
      // Another process may have been faster.
      if (pragma(database, 'user_version') !== version) return;
      database.exec(steps[version]!);
      database.exec(`PRAGMA user_version = ${version + 1}; PRAGMA application_id = ${applicationId}`);
    });
  }
}

/** Whether a database needs no migration. @throws ProblemError as `migrate` does. */
export function isNewest(database: DatabaseSync, named: string): boolean {
  return versionOf(database, named, migrations) === migrations.length;
}

function versionOf(database: DatabaseSync, named: string, steps: readonly string[]): number {
  const version = pragma(database, 'user_version');
  const foreign =
    pragma(database, 'application_id') !== applicationId && (version > 0 || pragma(database, 'schema_version') > 0);
  if (foreign)
    throw refusal(`${named} is the database of another program`, 'Move it away; Tidings then makes its own.');
  if (version > steps.length)
    throw refusal(
      `${named} was written by a newer Tidings (format ${version}; this program knows ${steps.length})`,
      'Update Tidings on this machine.',
    );
  return version;
}

function pragma(database: DatabaseSync, name: string): number {
  return Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0] as number;
}

function refusal(message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'database', message, hint }], {
    exitCode: 2,
    state: 'Nothing was changed.',
  });
}

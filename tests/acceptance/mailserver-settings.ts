import { fileURLToPath } from 'node:url';

/** Where a mail server's parts are, and who has a mailbox. */
export interface Layout {
  /** An absolute path. */
  readonly folder: string;
  readonly ports: { readonly smtp: number; readonly imap: number; readonly imaps: number; readonly milter: number };
  /** What stands before `@example.org`. */
  readonly users: readonly string[];
  /** Postfix takes letters for them, and Dovecot does not know them. */
  readonly forgotten: readonly string[];
  /** DKIM keys by their names in the DNS: with them, OpenDKIM notes in each mail who signed it. */
  readonly zone?: Readonly<Record<string, string>> | undefined;
}

export const domain = 'example.org';
/** The name by which the server signs its Authentication-Results. */
export const authserv = `mail.${domain}`;
/** One for everybody. */
export const password = 'open sesame';

const certificate = (name: string) => fileURLToPath(new URL(`../send/certificates/${name}`, import.meta.url));

/** Each file of the server by its path in the folder. */
export function filesOf(layout: Layout): Record<string, string> {
  const { users, forgotten, zone } = layout;
  const mailboxes = [...users, ...forgotten].map((user) => `${user}@${domain} ${user}/\n`);
  return {
    'postfix/main.cf': mainOf(layout),
    'postfix/master.cf': masterOf(layout),
    'postfix/mailboxes': mailboxes.join(''),
    'dovecot.conf': dovecotOf(layout),
    ...(zone && {
      'opendkim.conf': openDkimOf(layout),
      zone: Object.entries(zone)
        .map(([name, record]) => `${name} ${record}\n`)
        .join(''),
    }),
    users: users.map((user) => `${user}@${domain}:{PLAIN}${password}::::::\n`).join(''),
  };
}

/** Takes mail from who has logged in, and for the mailboxes of the domain alone: nothing leaves this machine. */
function mainOf({ folder, zone, ports }: Layout): string {
  return `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/postfix.log
maillog_file_prefixes = ${folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.${domain}
mydestination =
mynetworks =
default_transport = error:no other server is asked
virtual_mailbox_domains = ${domain}
virtual_mailbox_maps = texthash:${folder}/postfix/mailboxes
virtual_transport = lmtp:unix:${folder}/run/lmtp
recipient_delimiter = +
smtpd_tls_security_level = may
smtpd_tls_cert_file = ${certificate('localhost.pem')}
smtpd_tls_key_file = ${certificate('server.key')}
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${folder}/run/smtp-login
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_sasl_authenticated, reject
${zone ? `smtpd_milters = inet:127.0.0.1:${ports.milter}\nmilter_default_action = tempfail\n` : ''}`;
}

/** As a border server has it: it verifies all mail, that of this machine as well, and takes away fields of its own name. */
function openDkimOf({ folder, ports }: Layout): string {
  return `Socket inet:${ports.milter}@127.0.0.1
Mode v
AuthservID ${authserv}
AlwaysAddARHeader yes
InternalHosts 192.0.2.1
ExternalIgnoreList 192.0.2.1
TestDNSData file:${folder}/zone
Syslog no
`;
}

function masterOf({ ports }: Layout): string {
  const services = [
    `127.0.0.1:${ports.smtp} inet n - n - - smtpd`,
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    ...['bounce', 'defer', 'trace'].map((name) => `${name} unix - - n - 0 bounce`),
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'lmtp unix - - n - - lmtp',
    'anvil unix - - n - 1 anvil',
    'scache unix - - n - 1 scache',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'proxymap unix - - n - - proxymap',
    'postlog unix-dgram n - n - 1 postlogd',
  ];
  return `${services.join('\n')}\n`;
}

function dovecotOf({ folder, ports }: Layout): string {
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <${certificate('localhost.pem')}
ssl_key = <${certificate('server.key')}
disable_plaintext_auth = no
auth_mechanisms = plain login
recipient_delimiter = +
mail_location = maildir:${folder}/mail/%n
mail_uid = 65534
mail_gid = 65534
first_valid_uid = 1
first_valid_gid = 1
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${folder}/users
}
userdb {
  driver = passwd-file
  args = username_format=%u ${folder}/users
  default_fields = uid=65534 gid=65534 home=${folder}/mail/%n
}
namespace inbox {
  inbox = yes
}
service imap-login {
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service lmtp {
  unix_listener lmtp {
    mode = 0666
  }
}
service auth {
  unix_listener smtp-login {
    mode = 0666
  }
}
`;
}

/** A place of Amazon SNS: only it decides who may have a host of this name. */
export interface SnsHost {
  readonly host: string;
  readonly region: string;
}

/**
 * The host of an address, if that is one of Amazon SNS, `sns.<region>.amazonaws.com` or `….com.cn` exactly, by https, on
 * its usual port and without a user. Names that merely begin or end alike belong to others, and so do buckets of S3.
 */
export function snsHostOf(address: string): SnsHost | undefined {
  const [, region] = /^https:\/\/sns\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?\//.exec(address) ?? [];
  const url = URL.parse(address);
  // The text as it is and as it is understood have to agree.
  if (region === undefined || !url || url.href !== address || url.port !== '' || url.username !== '') return undefined;
  return { host: url.hostname, region };
}

/** The host of a certificate's address, if its path is one of those that Amazon SNS puts certificates at. */
export function certificateHostOf(address: string): SnsHost | undefined {
  const host = snsHostOf(address);
  const path = address.slice(`https://${host?.host}`.length);
  return host && /^\/SimpleNotificationService-[A-Za-z0-9]{1,64}\.pem$/.test(path) ? host : undefined;
}

/** Whether an address confirms the subscription to a topic with this token, and does nothing else. */
export function isConfirmation(address: string, topic: string, token: string): boolean {
  if (!snsHostOf(address)) return false;
  const { pathname, searchParams, hash } = new URL(address);
  const given = [...searchParams].sort(([one], [other]) => (one < other ? -1 : 1));
  const wanted = [
    ['Action', 'ConfirmSubscription'],
    ['Token', token],
    ['TopicArn', topic],
  ];
  return pathname === '/' && hash === '' && JSON.stringify(given) === JSON.stringify(wanted);
}

import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkDmarc } from '../../src/doctor/dmarc.ts';
import { openDns } from '../../src/doctor/dns.ts';
import { runs } from '../runs.ts';
import { zone } from './zone.ts';

// It has no declarations of its own.
const getDmarcRecord: (
  domain: string,
  resolver: (name: string) => Promise<string[][]>,
) => Promise<false | { p: string; recordDomain: string; isOrgRecord: boolean }> = createRequire(import.meta.url)(
  'mailauth/lib/dmarc/get-dmarc-record.js',
);

const labels = ['letters', 'news', 'example', 'org'];
const domain = labels.join('.');
const names = labels.map((_, index) => labels.slice(index).join('.'));

const record = fc
  .record({
    p: fc.constantFrom('none', 'quarantine', 'reject'),
    psd: fc.constantFrom('', '', '; psd=y', '; psd=n', '; psd=u'),
  })
  .map(({ p, psd }) => `v=DMARC1; p=${p}${psd}; rua=mailto:a@${domain}`);
const texts = fc.oneof(
  fc.constant([]),
  record.map((one) => [one]),
  fc.constant(['another text']),
);

test('the policy that holds is the one that mailauth finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(texts, { minLength: 4, maxLength: 4 }), async (records) => {
      const table = zone(Object.fromEntries(names.map((name, index) => [`_dmarc.${name}`, { txt: records[index]! }])));
      const [finding] = await checkDmarc({ domain: domain }, openDns(table));
      const found = await getDmarcRecord(domain, (name: string) => table.resolveTxt(name));
      const words = (policy: { p: string; recordDomain: string; isOrgRecord: boolean }) =>
        `has the DMARC policy ${policy.p}${policy.isOrgRecord ? `, inherited from ${policy.recordDomain}` : ''}`;
      expect(finding?.message).toBe(`${domain} ${found ? words(found) : 'has no DMARC record'}`);
    }),
    { numRuns: runs(300) },
  );
});

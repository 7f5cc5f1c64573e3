import { expect, test } from 'vitest';
import { runs } from '../runs.ts';
import { listToJoin } from './asking.ts';

/** In CI 100,000; with the limits as they are without settings. */
const attempts = 200 * runs(500);
const hour = 3_600_000;

interface Attack {
  readonly address: (number: number) => string;
  readonly visitor: (number: number) => string;
}

const byte = (number: number, place: number) => Math.floor(number / 256 ** place) % 256;
const anybody = (number: number) => `p${number}@d${number}.example`;
const anywhere = (number: number) => `${1 + byte(number, 2)}.${byte(number, 1)}.${byte(number, 0)}.${byte(number, 0)}`;

/** How many mails wait after so many attempts within less than an hour, a thousand at a time. */
async function bombed({ address, visitor }: Attack): Promise<number> {
  const { ask, later, store } = await listToJoin();
  const atOnce = 1000;
  for (let done = 0; done < attempts; done += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, attempts - done) }, (_, index) => done + index);
    const results = await Promise.all(numbers.map((one) => ask(address(one), { visitor: visitor(one) })));
    expect(results).toHaveLength(numbers.length);
    later(Math.floor((hour * atOnce) / attempts) - 1);
  }
  return (await store.signUps.outbox()).waiting;
}

test.each<[string, number, Attack]>([
  ['one network', 20, { address: anybody, visitor: (number) => `198.18.7.${number % 256}` }],
  [
    'one /32 of IPv6, each from another /48',
    200,
    { address: anybody, visitor: (number) => `2a02:db8:${(number % 65536).toString(16)}::${number.toString(16)}` },
  ],
  ['everywhere to one domain', 100, { address: (number) => `p${number}@victim.example`, visitor: anywhere }],
  [
    'everywhere to one domain, each by another name below it',
    100,
    { address: (number) => `p@d${number}.victim.example`, visitor: anywhere },
  ],
  ['everywhere to people at one provider', 250, { address: (number) => `p${number}@gmail.com`, visitor: anywhere }],
  [
    'everywhere to one person, with dots and tags',
    1,
    {
      address: (number) =>
        `${['ad', 'a.d', 'a.d.'][number % 3]}a${number % 2 ? `+${number}` : ''}@${number % 5 ? 'gmail' : 'googlemail'}.com`,
      visitor: anywhere,
    },
  ],
  ['everywhere to everybody', 500, { address: anybody, visitor: anywhere }],
])(`${attempts} attempts within an hour from %s make %i mails`, async (_name, mails, attack) => {
  expect(await bombed(attack)).toBe(mails);
});

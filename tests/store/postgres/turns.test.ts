import { describe, expect, test } from 'vitest';
import { connectTo, dead, postgresHarness } from './harness.ts';
import { hasPostgres } from './server.ts';

const minute = 60_000;

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  test('a turn is that of one process until it is released', async () => {
    const { process } = await postgresHarness();
    const [one, other] = [(await process()).turns!, (await process()).turns!];
    const turn = (await one.take('run', minute))!;
    expect(await other.take('run', minute)).toBeUndefined();
    expect(await other.take('another', minute)).toBeDefined();
    expect(await turn.renew()).toBe(true);
    await turn.release();
    expect(await other.take('run', minute)).toBeDefined();
    expect(await turn.renew()).toBe(false);
  });

  test('of many processes that ask at once, one gets the turn', async () => {
    const { process } = await postgresHarness();
    const stores = await Promise.all(Array.from({ length: 8 }, () => process()));
    const turns = await Promise.all(stores.map(({ turns: own }) => own!.take('run', minute)));
    expect(turns.filter((turn) => turn !== undefined)).toHaveLength(1);
  });

  test('a process that was not heard of loses its turn, hears of it, and takes nothing from the next one', async () => {
    const { process } = await postgresHarness();
    const [one, other] = [(await process()).turns!, (await process()).turns!];
    const late = (await one.take('run', -1))!;
    const turn = (await other.take('run', minute))!;
    expect(await late.renew()).toBe(false);
    await late.release();
    expect(await turn.renew()).toBe(true);
  });

  test('nobody waits for a process of this machine that has ended', async () => {
    const { process, url, schema } = await postgresHarness();
    const [one, other] = [(await process()).turns!, (await process()).turns!];
    await one.take('run', minute);
    const client = await connectTo(url);
    await client.query(
      `UPDATE "${schema}".setting SET value = convert_to(replace(convert_from(value, 'UTF8'), $1, $2), 'UTF8')
        WHERE name = 'turn-run'`,
      [`\\"pid\\":${globalThis.process.pid},`, `\\"pid\\":${dead},`],
    );
    await client.end();
    expect(await other.take('run', minute)).toBeDefined();
  });
});

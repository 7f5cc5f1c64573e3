import { expect, test } from 'vitest';
import { GroupCommit } from '../../../../src/store/sqlite/ledger/group-commit.ts';

test('what is told within one turn of the event loop is one commit, and all are told of it after', async () => {
  const told: string[] = [];
  const commits = new GroupCommit((work) => {
    told.push('begin');
    work();
    told.push('commit');
  });
  const add = (name: string) => commits.add(() => void told.push(name)).then(() => told.push(`${name} is durable`));
  await Promise.all([add('a'), add('b')]);
  await add('c');
  expect(told).toEqual([
    'begin',
    'a',
    'b',
    'commit',
    'a is durable',
    'b is durable',
    'begin',
    'c',
    'commit',
    'c is durable',
  ]);
});

test('each gets what its own work returned', async () => {
  const commits = new GroupCommit((work) => work());
  expect(await Promise.all([commits.add(() => 1), commits.add(() => 'two')])).toEqual([1, 'two']);
});

test('where a commit fails, all of it fail, and nothing is taken any more', async () => {
  let attempts = 0;
  const commits = new GroupCommit((work) => {
    attempts += 1;
    work();
    throw new Error('the disk is full');
  });
  const results = await Promise.allSettled([commits.add(() => 1), commits.add(() => 2)]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(commits.add(() => 3)).rejects.toThrow('the disk is full');
  expect([attempts, commits.failure]).toEqual([1, { reason: new Error('the disk is full') }]);
});

test('what waits when it is given up is refused, and never done', async () => {
  let done = false;
  const commits = new GroupCommit((work) => work());
  const waiting = commits.add(() => {
    done = true;
  });
  commits.fail(new Error('taken over'));
  await expect(waiting).rejects.toThrow('taken over');
  commits.flush();
  expect(done).toBe(false);
});

test('what nobody waits for goes along with what somebody waits for, in its order', async () => {
  const commits: string[][] = [];
  const group = new GroupCommit((work) => {
    commits.push([]);
    work();
  });
  const add = (name: string, hurry: boolean) => group.add(() => void commits.at(-1)!.push(name), { hurry });
  const outcome = add('an outcome', false);
  const intent = add('an intent', true);
  await Promise.all([outcome, intent]);
  expect(commits).toEqual([['an outcome', 'an intent']]);
});

test('what nobody waits for does not wait for ever', async () => {
  const group = new GroupCommit((work) => work());
  expect(await group.add(() => 'durable', { hurry: false })).toBe('durable');
});

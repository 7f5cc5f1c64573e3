import type { Doors } from '../../src/server/doors.ts';
import type { SettingsInput } from '../../src/settings/input.ts';
import { unsealMail } from '../../src/sign-ups/outbox-mail.ts';
import { key } from '../store/store-at.ts';
import { serverOf } from './doors-of.ts';

/** A server with a form, and a person in front of it. */
export async function formAt(server: SettingsInput['server'] = {}, options: Partial<Doors> = {}) {
  const url = 'https://letters.example.org/mail';
  const served = await serverOf({ server: { url, ...server } }, options);
  const { ask, clock, store } = served;
  const later = (milliseconds: number) => {
    clock.now = new Date(clock.now.getTime() + milliseconds);
  };
  /** A stamp that was given out some seconds ago. */
  const stamp = async () => {
    const answer = await ask('/mail/sign-up/stamp');
    const given = (await answer.json()) as { stamp: string };
    later(5000);
    return given.stamp;
  };
  /** Sends a form as a browser does. */
  const post = (fields: Record<string, string> | string[][], headers: Record<string, string> = {}, from?: string) =>
    ask('/mail/sign-up', { method: 'POST', body: new URLSearchParams(fields), headers }, from);
  /** The same from a page that asked for a stamp. */
  const send = async (email: string, more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    post({ email, stamp: await stamp(), ...more }, headers);
  /** The mails that wait; they are gone after it, as if they had been sent. */
  const mails = async ({ signUps } = store) => {
    const taken = await signUps.take(10_000, clock.now);
    for (const { id } of taken) await signUps.settle(id);
    return taken.map(({ mail }) => unsealMail(key, mail)!);
  };
  const tokenFor = async (email: string, more: Record<string, string> = {}) => {
    await send(email, more);
    const [mail] = await mails();
    return mail && 'token' in mail ? mail.token : '';
  };
  return { ...served, later, stamp, post, send, mails, tokenFor };
}

/** All that a visitor can see of an answer. */
export async function seen(answer: Response) {
  return { status: answer.status, headers: [...answer.headers], body: await answer.text() };
}

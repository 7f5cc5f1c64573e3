import { cli } from './bench/ours.ts';
import { signingUp, withReaders } from './bench/parts/serve-readers.ts';
import { load, running } from './bench/running.ts';

/**
 * A server that is asked over 64 connections without a pause: for feeds that are known and feeds that are not, and to
 * sign people up. Its memory has to be flat: in the last third no more than a fifth above the middle one.
 */
export async function soakServer(minutes: number): Promise<boolean> {
  const folder = withReaders();
  const server = await running((port) => [process.execPath, cli, 'serve', folder, '--port', `${port}`], {
    cwd: folder,
  });
  const found: number[] = [];
  const end = performance.now() + minutes * 60_000;
  try {
    for (let round = 0; performance.now() < end; round += 1) {
      const known = ['-H', 'If-None-Match: *', '-H', 'Accept-Encoding: br'];
      const { perSecond } = load(server, '/atom.xml', round % 2 ? ['-H', 'Accept-Encoding: gzip, br'] : known, 5);
      load(server, `/nowhere/${round}`, [], 1);
      const signUps = round % 6 === 0 ? await signingUp(server, folder, 2) : undefined;
      found.push(server.memoryNow());
      const more = signUps ? `, ${Math.round(signUps.perSecond)} sign-ups a second` : '';
      process.stdout.write(`${found.at(-1)!.toFixed(0)} MB  ${Math.round(perSecond)} answers a second${more}\n`);
    }
  } finally {
    await server.stop();
  }
  const third = Math.floor(found.length / 3);
  const [middle, last] = [found.slice(third, 2 * third), found.slice(2 * third)].map((part) => Math.max(...part));
  const isFlat = last! <= middle! * 1.2;
  process.stdout.write(`${middle!.toFixed(0)} MB, then ${last!.toFixed(0)} MB: ${isFlat ? 'flat' : 'it grows'}\n`);
  return isFlat;
}

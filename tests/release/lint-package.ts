import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { problemKindInfo } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/*
 * `node tests/release/lint-package.ts FILE`: what publint and Are The Types Wrong find in a packed file, a line each.
 * A process of its own, because vitest asks packages for what they export to developers, and Node cannot load that.
 */

const tarball = readFileSync(process.argv[2]!);
for (const fault of [...(await faultsOfManifest()), ...(await faultsOfTypes())]) process.stdout.write(`${fault}\n`);

async function faultsOfManifest(): Promise<string[]> {
  const bytes = tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: bytes }, strict: true });
  return messages.map((message) => formatMessage(message, pkg) ?? message.code);
}

/**
 * Types and code are looked up as Node does for an ES module and as bundlers do. The other two ways are left out:
 * "node10" knows no `exports`, and a `require` of an ES module fails only before Node 22.
 */
async function faultsOfTypes(): Promise<string[]> {
  const analysis = await checkPackage(createPackageFromTarballData(tarball));
  if (!analysis.types) return ['The package has no types.'];
  return analysis.problems
    .filter((problem) => !('resolutionKind' in problem) || !/^node(10|16-cjs)$/.test(problem.resolutionKind))
    .map((problem) => `${problemKindInfo[problem.kind].description} ${JSON.stringify(problem)}`);
}

#!/usr/bin/env node
// Nothing is imported here but what Node 20 can load too: an old Node gets one clear line, not a syntax error.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(
    `Tidings needs Node 24.15 or newer; this is ${process.versions.node}. Update Node, or run it by "npx tidings" inside a project that has it.\n`,
  );
  process.exitCode = 2;
} else {
  const { keepCompiledCode } = await import('./system/compile-cache.ts');
  keepCompiledCode();
  const { run } = await import('./commands/program.ts');
  process.exitCode = await run(process.argv.slice(2));
}

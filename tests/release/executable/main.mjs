/*
 * Begins the single executable: the program, or one of the processes that it starts (src/system/own-process.ts).
 * It is the root of the archive within the executable, next to the folders of the package.
 */
const roles = {
  'compile-process': './node_modules/tidings/dist/publish/letters/compile-process.js',
  'sender-process': './node_modules/tidings/dist/rehearse/sender-process.js',
};
const role = /^--role=([a-z-]+)$/.exec(process.argv[2] ?? '')?.[1];
const file = role === undefined ? './node_modules/tidings/dist/cli.js' : roles[role];
// A process begun by a person has no channel to a parent; such a flag is then one like any other.
if (file === undefined || (role !== undefined && process.send === undefined))
  await import('./node_modules/tidings/dist/cli.js');
else {
  if (role !== undefined) process.argv.splice(2, 1);
  await import(file);
}

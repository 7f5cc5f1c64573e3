/** Which test files a project runs, by globs from the root of the repository. */
interface Project {
  readonly include: string[];
  readonly exclude: string[];
}

/** Code that works with the disk, the network and processes, called as the program calls it. */
const shell =
  '{publish,store,send,sendings,run,sign-ups,inbox,rehearse,init,adopt,server,worker,studio,commands,import}/**/*';
/** What users hold in their hands: the compiled program, the package and the documents, mail servers and browsers. */
const system = '{acceptance/**/*,cli,docs,package,style}';

/** Every test file runs in exactly one project; one of a new folder is a unit test. */
export const projects: Readonly<Record<'unit' | 'shell' | 'system', Project>> = {
  unit: project('**/*', ['bench/**', `${shell}.test.ts`, `${system}.test.ts`]),
  shell: project(shell),
  system: project(system),
};

function project(files: string, except: readonly string[] = []): Project {
  return { include: [`tests/${files}.test.ts`], exclude: except.map((glob) => `tests/${glob}`) };
}

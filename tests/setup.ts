import { execFileSync } from 'node:child_process';

/** Tests of the command line run what users run: the compiled `dist/`. It is made afresh before every run. */
export default function setup(): void {
  execFileSync('npm', ['run', '--silent', 'prepare'], { stdio: 'inherit' });
}

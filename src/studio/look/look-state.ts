import type { Problem } from '../../model/problem.ts';
import type { ThemeSettings } from '../../model/publication.ts';
import type { ThemePlace } from '../../publish/themes/theme-places.ts';
import type { Item } from '../items.ts';
import type { Good } from '../session.ts';
import type { Studio } from '../studio.ts';
import type { Trial } from './trial.ts';
import type { ThemeOnTrial } from './try-look.ts';

/** What the view of the look is made of. */
export interface LookState {
  readonly studio: Studio;
  readonly good: Good;
  /** What `tidings.yaml` says. */
  readonly saved: Trial;
  /** What is shown; the same as `saved` where nobody tries anything. */
  readonly trial: Trial;
  /** The values of the trial's theme, without changes; absent for a theme that cannot be loaded. */
  readonly own?: ThemeSettings;
  readonly tried?: ThemeOnTrial;
  /** Why the trial's theme cannot be loaded. */
  readonly fault?: readonly Problem[];
  readonly themes: readonly ThemePlace[];
  /** The state of `tidings.yaml` that is shown. */
  readonly version: string;
  readonly preview: Preview;
  readonly items: readonly Item[];
}

/** What is looked at while trying. */
export interface Preview {
  readonly view: 'letter' | 'page' | 'feed';
  /** The name of a letter, or a sample. */
  readonly show: string;
  readonly size: 'fit' | 'phone';
}

/** The part of an address that says what is looked at; nothing for what is looked at first. */
export function previewQuery({ view, show, size }: Preview, first: Preview): Record<string, string | undefined> {
  return {
    view: view === first.view ? undefined : view,
    show: show === first.show ? undefined : show,
    size: size === first.size ? undefined : size,
  };
}

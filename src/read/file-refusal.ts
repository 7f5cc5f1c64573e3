import { sep } from 'node:path';
import type { Problem } from '../model/problem.ts';
import type { PathFault } from '../system/inside.ts';

/** Why a file that an article names is not published. */
export type FileRefusal = readonly [rule: string, message: string, hint: string];

/** Hidden files and those of Tidings itself, such as the list of subscribers. `way`: relative to the publication. */
export function isPrivateName(way: string): boolean {
  return way.split(sep).some((part) => part.startsWith('.') || part.startsWith('tidings.'));
}

/** @param shown The file that was looked for. */
export function faultyFile(fault: PathFault | 'private', name: string, shown: string): FileRefusal {
  if (fault === 'private')
    return [
      'file-private',
      `${name} is not for the public`,
      'Hidden files and those of Tidings itself are not published.',
    ];
  if (fault === 'outside')
    return ['file-outside', `${name} leads out of the publication`, 'Put the file into the publication folder.'];
  if (fault === 'unreadable')
    return ['file-unreadable', `${name} cannot be read`, `Make ${shown} a file that you may read.`];
  const hint = `Looked for ${shown}. A path starts from the article's own folder, one that begins with / from the publication's and from those of "static".`;
  return ['file-missing', `there is no file ${name}`, hint];
}

/** A warning: equal for every file, so that many are told together. */
export function unfound(value: string): Pick<Problem, 'rule' | 'message' | 'hint'> {
  return value.startsWith('/')
    ? {
        rule: 'file-elsewhere',
        message: 'this path is in no static folder, and becomes an address below "url"',
        hint: 'If the file lies in this folder, name the folder that the site is served from in tidings.yaml, such as static: [public].',
      }
    : {
        rule: 'file-elsewhere',
        message: 'this file is in no folder that the site serves, and becomes an address below that of the article',
        hint: 'The site has to serve it there: "tidings check --issue SLUG --links" asks.',
      };
}

/** A warning of a link to a file that is no article, where another program makes the site. */
export const pageOfSite: Pick<Problem, 'rule' | 'message' | 'hint'> = {
  rule: 'link',
  message: 'this link leads to a file that is none of the articles, and becomes the address that its page would have',
  hint: 'Look whether the site has that page, or write its whole address.',
};

/** Said of any file where another program makes the site. */
export function inNoStaticFolder(name: string): string {
  return `${name} lies in no static folder, and with "site: false" nothing else is on the web`;
}

/** A file of an issue where another program makes the site. */
export function unserved(name: string): FileRefusal {
  return [
    'file-unserved',
    inNoStaticFolder(name),
    'Put it into a folder that your site serves and that "static" in tidings.yaml names, or write its whole address.',
  ];
}

/** `way`: relative to the publication. */
export function unpublishedFile(name: string, way: string): FileRefusal {
  const [folder, ...rest] = way.split(sep);
  return [
    'file-unpublished',
    `${name} lies in no folder from which files are published`,
    rest.length > 0
      ? `Move it below the articles; or, if all that lies in ${folder}/ may be public, write "static: [${folder}]" into tidings.yaml.`
      : 'Move it below the articles, or into a folder such as images/ that "static: [images]" in tidings.yaml makes public.',
  ];
}

export function privateFile(name: string, reason: string): FileRefusal {
  return [
    'file-private',
    `${name} is not for the public: ${reason}`,
    'Keep it out of articles and issues, and out of git. If it was public before, change its keys and passwords.',
  ];
}

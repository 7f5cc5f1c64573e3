import { type Config, loadConfig } from '../../src/config/config.ts';
import { folderOf } from '../folder.ts';

/** Settings of which no rule of letters has anything to say. */
export const settings = `title: Garden Letters
url: https://garden.example.org/
newsletter:
  from: letters@garden.example.org
  address: Garden Lane 1
  listId: letters.garden.example.org
  unsubscribeUrl: https://garden.example.org/u/{token}
  preferencesUrl: https://garden.example.org/p/{token}
`;

/** A publication with an issue that has a German edition and a word for members. */
export const garden: Readonly<Record<string, string>> = {
  'tidings.yaml': settings,
  'articles/frost.md': '---\ntitle: Frost\ndate: 2026-11-01\n---\n\nThe beds were white.\n',
  'articles/kale.md': '---\ntitle: Kale\ndate: 2026-11-02\n---\n\nIt grew sweet.\n',
  'issues/november.md':
    '---\nsubject: "November, {{ name | default: \'friend\' }}"\narticles: [frost, kale]\n---\n\n' +
    "{% if tag == 'members' %}For members.{% else %}For all.{% endif %}\n",
  'issues/november-de.md':
    '---\nsubject: Der November\nlanguage: de\ntranslationOf: november\narticles: [frost]\n---\n\nGuten Morgen.\n',
};

export async function gardenWith(files: Readonly<Record<string, string>> = {}): Promise<Config> {
  return configIn(await folderOf({ ...garden, ...files }));
}

export function configIn(directory: string, now = '2026-11-23T00:00:00Z'): Promise<Config> {
  return loadConfig('.', {}, { cwd: directory, environment: {}, clock: () => new Date(now) });
}

import { describe, expect, it } from '@jest/globals';
import { withAdditions } from './additions.js';
import type { Official } from './official.js';
import { screensOf, type Contribution, type Screen } from './screen.js';

const screen = (component: string): Screen => ({
  label: component,
  permission: 'things.read',
  component,
  load: () => Promise.resolve({ own: component }),
});

const things: Contribution = {
  order: 1,
  section: 'Cosas',
  catalogues: [
    {
      id: 'cosas',
      list: screen('things/list'),
      record: {
        title: () => Promise.resolve('Cosa'),
        show: screen('things/thing'),
        actions: { cerrar: screen('things/close') },
      },
    },
  ],
};

const tasks: Contribution = {
  order: 2,
  section: 'Tareas',
  additions: [
    {
      catalogue: 'cosas',
      actions: { entregar: screen('tasks/hand-over') },
      panels: [
        {
          on: ['show'],
          permission: 'tasks.read',
          component: 'tasks/open',
          load: (_, recordId) => Promise.resolve(recordId === 'none' ? null : { of: recordId }),
        },
      ],
    },
  ],
};

const officialWith = (...permissions: string[]): Official =>
  ({ may: (permission: string) => permissions.includes(permission) }) as Official;

describe('additions to the records of another context', () => {
  const [extended] = withAdditions([things, tasks]);
  const [catalogue] = extended?.catalogues ?? [];
  const screens = catalogue ? screensOf(catalogue) : {};
  const shown = (official: Official, recordId: string): Promise<object> | undefined =>
    screens['show']?.load?.(official, { recordId, query: {} });

  it('add actions beside the existing ones', () => {
    expect(Object.keys(screens)).toEqual(['list', 'show', 'cerrar', 'entregar']);
  });

  it('add panels to the data of their screens, for officials with the permission', async () => {
    expect(await shown(officialWith('tasks.read'), 'one')).toEqual({
      own: 'things/thing',
      panels: [{ component: 'tasks/open', data: { of: 'one' } }],
    });
    expect(await shown(officialWith(), 'one')).toEqual({ own: 'things/thing', panels: [] });
    expect(await shown(officialWith('tasks.read'), 'none')).toEqual({ own: 'things/thing', panels: [] });
    expect(await screens['cerrar']?.load?.(officialWith('tasks.read'), { recordId: 'one', query: {} })).toEqual({
      own: 'things/close',
    });
  });

  it('are rejected if the catalogue does not exist', () => {
    expect(() => withAdditions([tasks])).toThrow(`no catalogue 'cosas' has records to extend`);
  });
});

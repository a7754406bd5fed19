import type { Official } from './official.js';
import type { Addition, Catalogue, Contribution, Panel, ScreenRequest, Screen } from './screen.js';
import type { PanelView } from './views.js';

/**
 * Merges additions into the catalogues that they extend.
 * @throws Error if a catalogue does not exist or has no records.
 */
export function withAdditions(contributions: readonly Contribution[]): Contribution[] {
  const additions = contributions.flatMap(({ additions: own = [] }) => own);
  const records = new Set(
    contributions.flatMap(({ catalogues = [] }) => catalogues.filter(({ record }) => record).map(({ id }) => id)),
  );
  for (const { catalogue } of additions) {
    if (!records.has(catalogue)) throw new Error(`no catalogue '${catalogue}' has records to extend`);
  }
  return contributions.map((contribution) => ({
    ...contribution,
    ...(contribution.catalogues && {
      catalogues: contribution.catalogues.map((catalogue) =>
        withAdditionsOf(
          catalogue,
          additions.filter((addition) => addition.catalogue === catalogue.id),
        ),
      ),
    }),
  }));
}

function withAdditionsOf(catalogue: Catalogue, additions: readonly Addition[]): Catalogue {
  const { record } = catalogue;
  if (!record || additions.length === 0) return catalogue;
  const panels = additions.flatMap(({ panels: own = [] }) => own);
  const added = additions.flatMap(({ actions: own = {} }) => Object.entries(own));
  const actions: Record<string, Screen> = { ...record.actions, ...Object.fromEntries(added) };
  return {
    ...catalogue,
    record: {
      ...record,
      show: withPanels('show', record.show, panels),
      actions: Object.fromEntries(
        Object.entries(actions).map(([name, screen]) => [name, withPanels(name, screen, panels)]),
      ),
    },
  };
}

function withPanels(name: string, screen: Screen, panels: readonly Panel[]): Screen {
  const shown = panels.filter(({ on }) => on.includes(name));
  if (shown.length === 0) return screen;
  const load = async (official: Official, request: ScreenRequest): Promise<object> => {
    const views: PanelView[] = [];
    for (const panel of shown.filter(({ permission }) => official.may(permission))) {
      const data = await panel.load(official, request.recordId);
      if (data !== null) views.push({ component: panel.component, data });
    }
    return { ...(await screen.load?.(official, request)), panels: views };
  };
  return { ...screen, load };
}

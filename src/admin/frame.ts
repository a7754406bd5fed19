import { entidadByKey, oplName } from '#electoral/identifiers';
import { TERRITORY } from '../kernel/access/actor.js';
import type { Mode } from '../kernel/config/config.js';
import type { Official } from './official.js';
import { screensOf, type Contribution } from './screen.js';
import type { Frame, FrameScreen } from './views.js';

export function frameFor(
  official: Official,
  contributions: readonly Contribution[],
  mode: Mode,
  notice: string | null,
): Frame {
  const screens: Record<string, FrameScreen> = { home: { label: 'Inicio', component: 'admin/home' } };
  const files: string[] = [];
  const sections = new Map<string, { label: string; href: string }[]>();
  for (const { section, catalogues = [], pages = [] } of contributions) {
    const items = sections.get(section) ?? [];
    sections.set(section, items);
    for (const page of pages.filter(({ permission }) => official.may(permission))) {
      screens[page.name] = { label: page.label, component: page.component };
      for (const [name, { permission }] of Object.entries(page.files ?? {})) {
        if (official.may(permission)) files.push(`${page.name}/${name}`);
      }
      if (page.hiddenFromNavigation !== true) items.push({ label: page.label, href: `/admin/pages/${page.name}` });
    }
    for (const catalogue of catalogues) {
      const { id, list, record, files: listFiles = {} } = catalogue;
      for (const [name, { label, component, permission }] of Object.entries(screensOf(catalogue))) {
        if (official.may(permission)) screens[`${id}/${name}`] = { label, component };
      }
      for (const [name, { permission }] of Object.entries({ ...listFiles, ...record?.files })) {
        if (official.may(permission)) files.push(`${id}/${name}`);
      }
      if (official.may(list.permission)) items.push({ label: list.label, href: `/admin/resources/${id}` });
    }
  }
  return {
    accountId: official.actor.id,
    institution: institutionOf(official),
    displayName: official.session.displayName,
    roleLabel: official.session.roleLabel,
    demonstration: mode === 'demonstration',
    notice,
    navigation: [...sections].flatMap(([section, items]) => (items.length === 0 ? [] : [{ section, items }])),
    screens,
    files,
  };
}

/** The institution for which the official acts, as the header shows it. */
function institutionOf({ actor }: Official): string {
  const entidad = entidadByKey(actor.scope[TERRITORY] ?? '');
  return entidad ? oplName(entidad.key) : 'Instituto Nacional Electoral · DERFE';
}

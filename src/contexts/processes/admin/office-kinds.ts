import { ENTIDADES, entidadByKey } from '#electoral/identifiers';
import { wholeNumberOf } from '#electoral/normalise';
import type { Official } from '../../../admin/official.js';
import { unchecked, type Catalogue, type Page } from '../../../admin/screen.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { GetOfficeKind, ListOfficeKinds, SetOfficeKind } from '../index.js';
import { formatMinutes } from './load-calendar.js';
import type { OfficeKindFormView, OfficeKindListView, OfficeKindView } from './office-kind-views.js';

const PERMISSION = 'processes.territory';
const CHOICES = ENTIDADES.map(({ key, name }) => [key, name] as const);

/** The kinds of office that the OPLs can add to their processes, which DERFE manages (§5.A). */
export const officeKinds: Catalogue = {
  id: 'tipos-de-cargo',
  list: {
    label: 'Tipos de cargo',
    permission: PERMISSION,
    component: 'processes/office-kind-list',
    load: async (official): Promise<OfficeKindListView> => {
      const kinds = await official.ask(new ListOfficeKinds({}));
      return { rows: kinds.map(({ entidades, ...kind }) => ({ ...kind, where: namesOf(entidades) })) };
    },
  },
  actions: {
    agregar: {
      label: 'Agregar tipo de cargo',
      permission: PERMISSION,
      component: 'processes/set-office-kind',
      load: (): Promise<OfficeKindFormView> => Promise.resolve({ entidades: CHOICES, kind: null }),
      post: (official, input) => save(official, { ...input, key: keyFrom(input['label']), version: 0 }),
    },
  },
};

/** One kind, named by `tipo` in the URL, with its history. */
export const officeKind: Page = {
  name: 'tipo-de-cargo',
  label: 'Tipo de cargo',
  permission: PERMISSION,
  component: 'processes/office-kind',
  hiddenFromNavigation: true,
  load: async (official, { query }): Promise<OfficeKindView> => {
    const { entidades, versions, ...kind } = await official.ask(new GetOfficeKind({ key: query['tipo'] ?? '' }));
    return {
      ...kind,
      where: namesOf(entidades),
      versions: versions.map((one) => ({
        ...one,
        where: namesOf(one.entidades),
        at: one.at === null ? null : formatMinutes(one.at),
      })),
    };
  },
};

export const changeOfficeKind: Page = {
  name: 'cambiar-tipo-de-cargo',
  label: 'Cambiar tipo de cargo',
  permission: PERMISSION,
  component: 'processes/set-office-kind',
  hiddenFromNavigation: true,
  load: async (official, { query }): Promise<OfficeKindFormView> => {
    const { versions: _, ...kind } = await official.ask(new GetOfficeKind({ key: query['tipo'] ?? '' }));
    return { entidades: CHOICES, kind };
  },
  post: (official, input, { query }) => save(official, { ...input, key: query['tipo'] }),
};

function save(
  official: Official,
  { key, label, scope, everywhere, entidades, maxDays, reason, version }: Readonly<Record<string, unknown>>,
): Promise<object> {
  const listed = typeof entidades === 'string' ? entidades.split(' ').filter((one) => one !== '') : entidades;
  return official.run(
    new SetOfficeKind(
      unchecked({
        ...{ key, label, scope, reason },
        entidades: everywhere === 'si' ? undefined : listed,
        maxDays: wholeNumberOf(maxDays),
        version: Number(version),
      }),
    ),
  );
}

/** The stored name of a new kind: `junta-municipal` from 'Junta municipal'. */
function keyFrom(label: unknown): string {
  const key = (typeof label === 'string' ? label : '')
    .normalize('NFD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/gu, '')
    .replace(/[^a-z]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  if (key === '') throw new DomainError('PROCESSES.OFFICE_KIND_NAME', { kind: 'invalid', field: 'label' });
  return key;
}

function namesOf(entidades: readonly string[] | null): string {
  return entidades === null ? 'Todas' : entidades.map((key) => entidadByKey(key)?.name ?? key).join(', ');
}

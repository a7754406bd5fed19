import AdminJS, {
  type ActionContext,
  type ActionRequest,
  type ActionResponse,
  type AdminPage,
  type PageContext,
  type ResourceWithOptions,
} from 'adminjs';
import { isPermitted } from '../kernel/access/access.js';
import { CatalogueResource } from './catalogue-resource.js';
import { officialOf } from './current-admin.js';
import { loadHome } from './home.js';
import { textParameters, type Catalogue, type Contribution, type ScreenRequest, type Screen } from './screen.js';

/** Disables the AdminJS default actions: they would read or change records without a use case. */
const DISABLED = { isAccessible: false, isVisible: false } as const;
const DISABLED_DEFAULTS = { new: DISABLED, edit: DISABLED, delete: DISABLED, bulkDelete: DISABLED, search: DISABLED };

/** Builds AdminJS from the contributions. Resources and pages come only from them. */
export function buildBackOffice(contributions: readonly Contribution[]): AdminJS {
  return new AdminJS({
    rootPath: '/admin',
    loginPath: '/admin/entrar',
    logoutPath: '/admin/salir',
    branding: { companyName: 'Apoyo Ciudadano', logo: false, withMadeWithLove: false },
    locale: { language: 'es', availableLanguages: ['es'] },
    assets: {
      styles: ['fonts', 'tokens', 'site', 'admin', 'control-desk', 'print'].map((name) => `/assets/${name}.css`),
    },
    resources: contributions.flatMap(({ catalogues = [] }) => catalogues.map(resource)),
    pages: Object.fromEntries(
      contributions.flatMap(({ pages = [] }) => pages.map((page) => [page.name, adminPage(page)])),
    ),
    dashboard: {
      handler: async (_request: unknown, _response: unknown, { currentAdmin }: PageContext) => ({
        data: await loadHome(officialOf(currentAdmin), contributions),
      }),
    },
  });
}

function resource(catalogue: Catalogue): ResourceWithOptions {
  const { list, actions = {}, record } = catalogue;
  const recordVerbs = record ? { show: record.show, ...record.actions } : { show: undefined };
  return {
    resource: new CatalogueResource(catalogue),
    options: {
      actions: {
        ...DISABLED_DEFAULTS,
        ...mapValues({ list, ...actions }, (screen) => action(screen, 'resource')),
        ...mapValues(recordVerbs, (screen) => (screen ? action(screen, 'record') : DISABLED)),
      },
    },
  };
}

function action(screen: Screen, actionType: 'resource' | 'record') {
  return {
    actionType,
    component: screen.component,
    isAccessible: ({ currentAdmin }: ActionContext) => isPermitted(officialOf(currentAdmin).actor, screen.permission),
    isVisible: true,
    // Runs before AdminJS's own check, which would return 200 with a notice instead of 403.
    before: async (request: ActionRequest, { currentAdmin }: ActionContext) => {
      await officialOf(currentAdmin).require(screen.permission);
      return request;
    },
    handler: async (
      request: ActionRequest,
      _response: unknown,
      { record, currentAdmin }: ActionContext,
    ): Promise<ActionResponse> => ({
      ...(record && { record: record.toJSON(currentAdmin) }),
      data: await answer(screen, currentAdmin, request, request.params.recordId ?? ''),
    }),
  };
}

function adminPage(screen: Screen): AdminPage {
  return {
    component: screen.component,
    handler: async (request: ActionRequest, _response: unknown, { currentAdmin }: PageContext) => {
      await officialOf(currentAdmin).require(screen.permission);
      return { data: await answer(screen, currentAdmin, request, '') };
    },
  };
}

function answer(
  screen: Screen,
  currentAdmin: ActionContext['currentAdmin'],
  { method, query, payload }: Pick<ActionRequest, 'method' | 'query' | 'payload'>,
  recordId: string,
): Promise<object> {
  const official = officialOf(currentAdmin);
  const request: ScreenRequest = { recordId, query: textParameters(query ?? {}) };
  if (method === 'post' && screen.post) return screen.post(official, payload ?? {}, request);
  return screen.load?.(official, request) ?? Promise.resolve({});
}

function mapValues<Value, Result>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

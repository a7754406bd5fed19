import { sealSearch } from '../../../admin/list.js';
import type { Official } from '../../../admin/official.js';
import { unchecked, type Contribution, type Place, type Screen } from '../../../admin/screen.js';
import { parseCentral } from '../../../kernel/clock/central-time.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import {
  AcceptDeclaration,
  CloseOfficial,
  CreateOfficial,
  GetDeclaration,
  GetSignedDeclaration,
  ReinstateOfficial,
  SuspendOfficial,
} from '../index.js';
import { findOfficial, loadCreate, loadList, loadOfficial } from './load.js';

const MANAGE = 'accounts.manage';
const READ = 'accounts.read';

type Input = Readonly<Record<string, unknown>>;

/** A verb on one account: shows whom it concerns, then runs its command. */
function verb(label: string, run: (official: Official, accountId: string, input: Input) => Promise<unknown>): Screen {
  return {
    label,
    permission: MANAGE,
    component: 'accounts/change-official',
    load: loadOfficial,
    post: async (official: Official, input: Input, { recordId }: Place) => {
      await run(official, recordId, input);
      return {};
    },
  };
}

/** Accounts of officials (§4): DERFE hands them out, accepts the Declaratoria, suspends and closes. */
export const accountsAdmin: Contribution = {
  section: 'Cuentas',
  catalogues: [
    {
      id: 'cuentas',
      list: {
        label: 'Cuentas',
        permission: READ,
        component: 'accounts/official-list',
        load: loadList,
        post: sealSearch,
      },
      verbs: {
        'dar-de-alta': {
          label: 'Dar de alta cuenta',
          permission: MANAGE,
          component: 'accounts/create-official',
          load: loadCreate,
          post: create,
        },
      },
      record: {
        title: async (official, accountId) => (await findOfficial(official, accountId)).account,
        show: { label: 'Cuenta', permission: READ, component: 'accounts/official', load: loadOfficial },
        verbs: {
          aceptar: verb('Aceptar Declaratoria', (official, accountId) =>
            official.run(new AcceptDeclaration({ accountId })),
          ),
          suspender: verb('Suspender cuenta', (official, accountId, { reason }) =>
            official.run(new SuspendOfficial(unchecked({ accountId, reason }))),
          ),
          reactivar: verb('Reactivar cuenta', (official, accountId) =>
            official.run(new ReinstateOfficial({ accountId })),
          ),
          cerrar: verb('Cerrar cuenta', (official, accountId, { reason }) =>
            official.run(new CloseOfficial(unchecked({ accountId, reason }))),
          ),
        },
        files: {
          formato: {
            permission: MANAGE,
            load: async (official, accountId) => {
              const { fileName, pdf } = await official.ask(new GetDeclaration({ accountId }));
              return { fileName, type: 'application/pdf', content: pdf };
            },
          },
          firmada: {
            permission: MANAGE,
            load: async (official, accountId) => {
              const { scan, mediaType } = await official.ask(new GetSignedDeclaration({ accountId }));
              const ending = mediaType.split('/')[1] ?? 'bin';
              return { fileName: `declaratoria-firmada.${ending}`, type: mediaType, content: scan };
            },
          },
        },
      },
    },
  ],
};

/** The form writes the last day of the grant; the account ends when that day does, hora centro. */
function create(official: Official, { entidad, lastDay, ...rest }: Input): Promise<object> {
  let grantEndsAt: string;
  try {
    grantEndsAt = parseCentral(`${String(lastDay)}T23:59:59`).toISOString();
  } catch {
    throw new DomainError('ACCOUNTS.GRANT_DATE_INVALID', { kind: 'invalid', field: 'lastDay' });
  }
  return official.run(
    new CreateOfficial(unchecked({ ...rest, entidad: entidad === '' ? null : entidad, processId: null, grantEndsAt })),
  );
}

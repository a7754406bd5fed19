import { encryptSearch } from '../../../admin/list.js';
import { ENTIDAD_DETAIL } from '../../../admin/audit/labels.js';
import type { Official } from '../../../admin/official.js';
import { isConfirmed, unchecked, type Contribution, type ScreenRequest, type Screen } from '../../../admin/screen.js';
import { MAX_SCAN_BYTES } from '../../../kernel/documents/scan.js';
import {
  AcceptDeclaration,
  CloseAccount,
  CorrectOfficial,
  GetDeclaration,
  GetSignedDeclaration,
  GetOfficialNames,
  RefuseDeclaration,
  ReinstateOfficial,
  ResendInvitation,
  ResetSecondFactor,
  ROLES,
  ROLE_TABLE,
  SuspendOfficial,
  UploadDeclaration,
} from '../index.js';
import { accountsHome } from './home.js';
import { accountName, DATA_LABELS, loadAccount, loadList, loadOfficial, officialsFile } from './load.js';
import { changesOfProcess } from './changes-of-process.js';
import { officialSubject } from './official-subject.js';
import { STATUS_LABELS } from './parts/status-labels.js';
import { createScreen, domainsPage, renewScreen, requestsCatalogue, type Input } from './requests.js';
import { secondFactorPage } from './second-factor.js';

const MANAGE = 'accounts.manage';
const READ = 'accounts.read';

/** An action on one account: shows the account, then runs the command. */
function accountAction(
  label: string,
  run: (official: Official, accountId: string, input: Input) => Promise<unknown>,
): Screen {
  return {
    label,
    permission: MANAGE,
    component: 'accounts/change-official',
    load: loadOfficial,
    post: async (official: Official, input: Input, { recordId }: ScreenRequest) => {
      await run(official, recordId, input);
      return {};
    },
  };
}

/** Accounts of officials (§4): DERFE creates, suspends and closes them and accepts the Declaratoria. */
export const contribution: Contribution = {
  order: 600,
  section: 'Dar acceso',
  audit: {
    areas: { accounts: 'Cuentas' },
    details: {
      account: { label: 'Cuenta' },
      requestNumber: { label: 'Número de solicitud' },
      oficio: { label: 'Oficio' },
      entidad: ENTIDAD_DETAIL,
      domain: { label: 'Dominio' },
      formerStatus: { label: 'Estado anterior', values: STATUS_LABELS },
      newStatus: { label: 'Estado', values: STATUS_LABELS },
      formerEnd: { label: 'Vigencia anterior', instant: true },
      corrected: { label: 'Dato', words: DATA_LABELS },
      otherPerson: { label: 'El correo anterior era de otra persona', values: { true: 'sí' } },
      newEnd: { label: 'Vigente hasta', instant: true },
    },
    refusals: {
      'accounts.begin-sign-in': 'Se le negó la entrada',
      'accounts.sign-in-official': 'Se le negó la entrada',
      'accounts.prove-second-factor': 'Se le negó la entrada',
    },
    subjects: {
      official: officialSubject,
      'account-request': { label: 'Oficio', catalogue: 'solicitudes-de-cuentas', permission: 'account-requests.read' },
      domain: { label: 'Dominio' },
      role: {
        label: 'Función',
        names: () => Promise.resolve(ROLES.map((role) => [role, ROLE_TABLE[role].label] as const)),
      },
    },
    actorNames: {
      official: async (official, ids) => {
        const found = await official.ask(new GetOfficialNames({ ids: [...ids] }));
        return found.map(({ id, account }) => [id, account] as const);
      },
    },
    actorRoles: {
      official: Object.fromEntries(Object.entries(ROLE_TABLE).map(([role, { label }]) => [role, label])),
    },
  },
  home: accountsHome,
  additions: [changesOfProcess],
  catalogues: [
    {
      id: 'cuentas',
      list: {
        label: 'Cuentas',
        permission: READ,
        component: 'accounts/official-list',
        load: loadList,
        post: encryptSearch,
      },
      files: { excel: officialsFile },
      actions: {
        'dar-de-alta': createScreen,
      },
      record: {
        title: accountName,
        show: { label: 'Cuenta', permission: READ, component: 'accounts/official', load: loadAccount },
        actions: {
          aceptar: accountAction('Aceptar Declaratoria', (official, accountId, { delivery }) =>
            official.run(new AcceptDeclaration(unchecked({ accountId, delivery }))),
          ),
          devolver: accountAction('Devolver Declaratoria', (official, accountId, { delivery, reason }) =>
            official.run(new RefuseDeclaration(unchecked({ accountId, delivery, reason }))),
          ),
          subir: {
            label: 'Subir Declaratoria firmada',
            permission: MANAGE,
            component: 'accounts/upload-declaration',
            load: loadOfficial,
            upload: { field: 'scan', maxBytes: MAX_SCAN_BYTES },
            post: (official, { scan }, { recordId: accountId }) =>
              official.run(new UploadDeclaration(unchecked({ accountId, scan }))),
          },
          'restablecer-segundo-factor': accountAction('Restablecer segundo factor', (official, accountId, { reason }) =>
            official.run(new ResetSecondFactor(unchecked({ accountId, reason }))),
          ),
          corregir: {
            ...accountAction('Corregir datos', (official, accountId, { otherPerson, ...input }) => {
              const { fullName, position, email, phone, reason } = input;
              const data = {
                accountId,
                fullName,
                position,
                email,
                phone,
                reason,
                otherPerson: isConfirmed(otherPerson),
              };
              return official.run(new CorrectOfficial(unchecked(data)));
            }),
            component: 'accounts/correct-official',
          },
          'reenviar-invitacion': accountAction('Reenviar invitación', (official, accountId) =>
            official.run(new ResendInvitation({ accountId })),
          ),
          suspender: accountAction('Suspender cuenta', (official, accountId, { reason }) =>
            official.run(new SuspendOfficial(unchecked({ accountId, reason }))),
          ),
          reactivar: accountAction('Reactivar cuenta', (official, accountId, { reason }) =>
            official.run(new ReinstateOfficial(unchecked({ accountId, reason }))),
          ),
          vigencia: renewScreen,
          cerrar: {
            ...accountAction('Cerrar cuenta', (official, accountId, { reason, successorId }) =>
              official.run(new CloseAccount(unchecked({ accountId, reason, successorId: successorId || null }))),
            ),
            component: 'accounts/close-account',
          },
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
              const { scan, mediaType, delivery } = await official.ask(new GetSignedDeclaration({ accountId }));
              const ending = mediaType.split('/')[1] ?? 'bin';
              return { fileName: `declaratoria-firmada-${String(delivery)}.${ending}`, type: mediaType, content: scan };
            },
          },
        },
      },
    },
    requestsCatalogue,
  ],
  pages: [domainsPage, secondFactorPage],
};

import { encryptSearch } from '../../../admin/list.js';
import { isConfirmed, unchecked, type Contribution } from '../../../admin/screen.js';
import { MAX_SCAN_BYTES } from '../../../kernel/documents/scan.js';
import { DomainError } from '../../../kernel/errors/domain-error.js';
import { MAX_EMBLEM_BYTES } from '../domain/emblem-file.js';
import {
  AnnulAspirant,
  ConfirmAspirant,
  ListAspirants,
  GetAspirant,
  GetConfirmationSheet,
  GetEmblem,
  GetSignedSheet,
  SetEmblem,
  UploadSignedSheet,
  WithdrawAspirant,
} from '../index.js';
import { FIELD_LABELS } from '../documents/registration-groups.js';
import { aspirantSubject } from './aspirant-subject.js';
import { aspirantsHome } from './home.js';
import { loadRegister } from './load-fields.js';
import { loadAspirant, loadConfirm, loadCorrect, loadHistory, loadValidate } from './load-record.js';
import { aspirantsFile, loadList } from './load.js';
import { STATUS_LABELS } from './parts/status-labels.js';
import { correct, register, validate } from './register.js';

const READ = 'aspirants.read';
const CONFIRM = 'aspirants.confirm';

/** Registration of aspirants (§5.B–F). */
export const contribution: Contribution = {
  order: 200,
  section: 'Registrar y dar seguimiento',
  audit: {
    areas: { aspirants: 'Aspirantes' },
    actors: { aspirant: 'Persona aspirante' },
    details: {
      folio: { label: 'Folio' },
      from: { label: 'Estado anterior', words: STATUS_LABELS },
      revealedField: { label: 'Dato que mostró', words: FIELD_LABELS },
      code: {
        label: 'Código de la Cédula',
        words: { read: 'se leyó en el escaneo', compared: 'no se leyó; quien la subió comprobó el papel' },
      },
    },
    subjects: { aspirant: aspirantSubject },
    actorNames: {
      aspirant: async (official, ids) => {
        const { rows } = await official.ask(new ListAspirants({ ids: [...ids], limit: 200 }));
        return rows.map(({ id, displayName }) => [id, displayName] as const);
      },
    },
  },
  home: aspirantsHome,
  catalogues: [
    {
      id: 'aspirantes',
      list: {
        label: 'Aspirantes',
        permission: READ,
        component: 'aspirants/aspirant-list',
        load: loadList,
        post: encryptSearch,
      },
      files: { excel: aspirantsFile },
      actions: {
        registrar: {
          label: 'Registrar aspirante',
          permission: 'aspirants.register',
          component: 'aspirants/register-aspirant',
          load: loadRegister,
          upload: { field: 'emblema', maxBytes: MAX_EMBLEM_BYTES },
          post: register,
        },
      },
      record: {
        title: async (official, aspirantId) => (await official.ask(new GetAspirant({ aspirantId }))).folio,
        show: { label: 'Aspirante', permission: READ, component: 'aspirants/aspirant', load: loadAspirant },
        actions: {
          validar: {
            label: 'Validar datos',
            permission: CONFIRM,
            component: 'aspirants/validate-aspirant',
            load: loadValidate,
            post: (official, input, { recordId }) => validate(official, input, recordId),
          },
          firmar: {
            label: 'Subir Cédula firmada',
            permission: CONFIRM,
            component: 'aspirants/sign-sheet',
            load: loadAspirant,
            upload: { field: 'scan', maxBytes: MAX_SCAN_BYTES },
            post: (official, { version, scan, checked }, { recordId: aspirantId }) =>
              official.run(
                new UploadSignedSheet(
                  unchecked({ aspirantId, version: Number(version), scan, checked: isConfirmed(checked) }),
                ),
              ),
          },
          confirmar: {
            label: 'Confirmar registro',
            permission: CONFIRM,
            component: 'aspirants/confirm-aspirant',
            load: loadConfirm,
            post: async (official, _input, { recordId: aspirantId }) => {
              await official.run(new ConfirmAspirant(unchecked({ aspirantId })));
              return {};
            },
          },
          corregir: {
            label: 'Corregir datos',
            permission: 'aspirants.correct',
            component: 'aspirants/correct-aspirant',
            load: loadCorrect,
            post: (official, input, { recordId }) => correct(official, input, recordId),
          },
          emblema: {
            label: 'Cambiar emblema',
            permission: 'aspirants.register',
            component: 'aspirants/emblem',
            load: loadAspirant,
            upload: { field: 'emblema', maxBytes: MAX_EMBLEM_BYTES },
            post: async (official, { emblema, quitar }, { recordId: aspirantId }) => {
              const image = quitar === 'si' ? null : (emblema ?? new Uint8Array());
              await official.run(new SetEmblem(unchecked({ aspirantId, image })));
              return {};
            },
          },
          historial: {
            label: 'Ver historial',
            permission: CONFIRM,
            component: 'aspirants/aspirant-history',
            load: loadHistory,
          },
          anular: {
            label: 'Anular registro',
            permission: 'aspirants.withdraw',
            component: 'aspirants/annul-aspirant',
            load: loadAspirant,
            post: async (official, { reason }, { recordId: aspirantId }) => {
              await official.run(new AnnulAspirant(unchecked({ reason, aspirantId })));
              return {};
            },
          },
          retirar: {
            label: 'Retirar aspirante',
            permission: 'aspirants.withdraw',
            component: 'aspirants/withdraw-aspirant',
            load: loadAspirant,
            post: async (official, input, { recordId: aspirantId }) => {
              await official.run(new WithdrawAspirant(unchecked({ ...input, aspirantId })));
              return {};
            },
          },
        },
        files: {
          emblema: {
            permission: READ,
            load: async (official, aspirantId) => {
              const png = await official.ask(new GetEmblem({ aspirantId, size: 'large' }));
              if (!png) throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
              return { fileName: 'emblema.png', type: 'image/png', content: png };
            },
          },
          cedula: {
            permission: CONFIRM,
            load: async (official, aspirantId) => {
              const { fileName, pdf } = await official.ask(new GetConfirmationSheet({ aspirantId }));
              return { fileName, type: 'application/pdf', content: pdf };
            },
          },
          'cedula-firmada': {
            permission: CONFIRM,
            // `<id>` for the latest version, `<id>~<version>`, or `<id>~<version>~<number>` for a replaced scan.
            load: async (official, key) => {
              const [aspirantId = '', version, number] = key.split('~');
              const { fileName, mediaType, scan } = await official.ask(
                new GetSignedSheet({
                  aspirantId,
                  ...(version !== undefined && { version: Number(version) }),
                  ...(number !== undefined && { number: Number(number) }),
                }),
              );
              return { fileName, type: mediaType, content: scan };
            },
          },
        },
      },
    },
  ],
};

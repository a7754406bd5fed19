import { unchecked, type Contribution } from '../../../admin/screen.js';
import { LARGEST_SCAN } from '../../../kernel/documents/scan.js';
import { ConfirmAspirant, GetAspirant, GetConfirmationSheet, GetSignedSheet, UploadSignedSheet } from '../index.js';
import { aspirantsHome } from './home.js';
import { loadRegister } from './load-fields.js';
import { loadAspirant, loadValidate } from './load-record.js';
import { aspirantsFile, loadList } from './load.js';
import { register, validate } from './register.js';

const READ = 'aspirants.read';
const CONFIRM = 'aspirants.confirm';

/** Registration of aspirants (§5.B–F). */
export const aspirantsAdmin: Contribution = {
  section: 'Registro',
  home: aspirantsHome,
  catalogues: [
    {
      id: 'aspirantes',
      list: { label: 'Aspirantes', permission: READ, component: 'aspirants/aspirant-list', load: loadList },
      files: { excel: aspirantsFile },
      verbs: {
        registrar: {
          label: 'Registrar aspirante',
          permission: 'aspirants.register',
          component: 'aspirants/register-aspirant',
          load: loadRegister,
          post: register,
        },
      },
      record: {
        title: async (official, aspirantId) => (await official.ask(new GetAspirant({ aspirantId }))).folio,
        show: { label: 'Aspirante', permission: READ, component: 'aspirants/aspirant', load: loadAspirant },
        verbs: {
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
            upload: { field: 'scan', largest: LARGEST_SCAN },
            post: (official, { version, scan }, { recordId: aspirantId }) =>
              official.run(new UploadSignedSheet(unchecked({ aspirantId, version: Number(version), scan }))),
          },
          confirmar: {
            label: 'Confirmar registro',
            permission: CONFIRM,
            component: 'aspirants/confirm-aspirant',
            load: loadAspirant,
            post: async (official, _input, { recordId: aspirantId }) => {
              await official.run(new ConfirmAspirant(unchecked({ aspirantId })));
              return {};
            },
          },
        },
        files: {
          cedula: {
            permission: CONFIRM,
            load: async (official, aspirantId) => {
              const { fileName, pdf } = await official.ask(new GetConfirmationSheet({ aspirantId }));
              return { fileName, type: 'application/pdf', content: pdf };
            },
          },
          'cedula-firmada': {
            permission: CONFIRM,
            load: async (official, aspirantId) => {
              const { fileName, mediaType, scan } = await official.ask(new GetSignedSheet({ aspirantId }));
              return { fileName, type: mediaType, content: scan };
            },
          },
        },
      },
    },
  ],
};

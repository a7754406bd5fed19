import { unchecked, type Contribution } from '../../../admin/screen.js';
import { ConfirmAspirant, GetAspirant, GetConfirmationSheet } from '../index.js';
import { loadAspirant, loadList, loadRegister } from './load.js';
import { register } from './register.js';

const READ = 'aspirants.read';
const CONFIRM = 'aspirants.confirm';

/** Registration of aspirants (§5.B–F). */
export const aspirantsAdmin: Contribution = {
  section: 'Registro',
  catalogues: [
    {
      id: 'aspirantes',
      list: { label: 'Aspirantes', permission: READ, component: 'aspirants/aspirant-list', load: loadList },
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
        },
      },
    },
  ],
};

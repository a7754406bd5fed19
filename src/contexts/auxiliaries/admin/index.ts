import { sealSearch } from '../../../admin/list.js';
import type { Contribution } from '../../../admin/screen.js';
import { IdentifyAuxiliary } from '../index.js';
import { auxiliariesHome } from './home.js';
import { auxiliariesFile, loadAuxiliary, loadList } from './load.js';

const READ = 'auxiliaries.read';

/** Auxiliaries as DERFE and the OPL see them (§6.4–6.9, §7.4). */
export const auxiliariesAdmin: Contribution = {
  section: 'Registro',
  home: auxiliariesHome,
  catalogues: [
    {
      id: 'auxiliares',
      list: {
        label: 'Auxiliares',
        permission: READ,
        component: 'auxiliaries/auxiliary-list',
        load: loadList,
        post: sealSearch,
      },
      files: { excel: auxiliariesFile },
      record: {
        title: (official, auxiliaryId) => official.ask(new IdentifyAuxiliary({ auxiliaryId })),
        show: { label: 'Auxiliar', permission: READ, component: 'auxiliaries/auxiliary', load: loadAuxiliary },
      },
    },
  ],
};

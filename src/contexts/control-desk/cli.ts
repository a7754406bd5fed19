import { wrapInPages } from '../../kernel/cli/wrap-in-pages.js';
import { cliCommand, operator } from '../../kernel/cli/cli-command.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ListVerifiedSupports, WrapEvidenceKeys } from '../verification/index.js';
import { ListAssignedSupports } from './index.js';

export default [
  cliCommand({
    name: 'evidence wrap',
    purpose:
      'cifra para la Mesa de Control las llaves de los registros verificados que aún no lo están, primero los asignados; tras actualizar o renovar la llave «evidence», donde está la llave de recepción; puede interrumpirse y repetirse',
    exitsWithOneWhen: 'si algún registro no concuerda con su acuse, su archivo o la bitácora',
    async run(app) {
      const dispatcher = app.get(Dispatcher);
      const wrap = (supportIds: readonly string[]) =>
        dispatcher.run(operator, new WrapEvidenceKeys({ supportIds: [...supportIds] }));
      await wrapInPages(app, 'registros', [
        { list: (after) => dispatcher.ask(operator, new ListAssignedSupports({ after })), wrap },
        { list: (after) => dispatcher.ask(operator, new ListVerifiedSupports({ after })), wrap },
      ]);
    },
  }),
];

import { readFile } from 'node:fs/promises';
import { cliCommand, fail, operator, say } from '../../kernel/cli/cli-command.js';
import { formatCentral } from '../../kernel/clock/central-time.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { OFFICE_SCOPES } from './domain/office-territory.js';
import { LoadTerritory, SetOfficeKind } from './index.js';

export default [
  cliCommand({
    name: 'territory load',
    purpose: 'carga un catálogo de municipios, secciones y distritos (docs/territory-format.md)',
    argument: { name: 'ARCHIVO', purpose: 'el archivo del catálogo' },
    options: {
      shrinks: { value: '', flag: true, purpose: 'confirma que una entidad pierde más de la mitad de sus secciones' },
    },
    async run(app, { shrinks }, file) {
      const { entidades, validFrom } = await app
        .get(Dispatcher)
        .run(operator, new LoadTerritory({ file: await readFile(file, 'utf8'), shrinks: shrinks !== undefined }));
      for (const { entidad, municipalities, sections } of entidades) {
        say(`Entidad ${entidad}: ${String(municipalities)} municipios y ${String(sections)} secciones.`);
      }
      say(
        entidades.length === 0
          ? 'Ese archivo ya estaba cargado; nada cambió.'
          : `Catálogo cargado; vigente desde el ${formatCentral(new Date(validFrom)).slice(0, 10)} (hora centro).`,
      );
    },
  }),
  cliCommand({
    name: 'office kind',
    purpose: 'agrega un tipo de cargo o cambia su nombre, sus entidades y los días que puede durar su captación',
    options: {
      key: { value: 'CLAVE', purpose: 'la clave del tipo de cargo', required: true },
      label: { value: 'NOMBRE', purpose: 'cómo se lee en pantalla', required: true },
      scope: { value: OFFICE_SCOPES.join('|'), purpose: 'en qué territorio se elige', required: true },
      days: { value: 'N', purpose: 'los días que puede durar su captación', required: true },
      reason: { value: 'TEXTO', purpose: 'por qué se agrega o se cambia', required: true },
      entidades: { value: '04,29', purpose: 'en qué entidades existe; sin decirlo, en todas' },
    },
    async run(app, { key, label, scope: given, days, reason, entidades }) {
      const scope = OFFICE_SCOPES.find((value) => value === given);
      if (!scope) fail('--scope es entidad, local-district o municipality.');
      await app
        .get(Dispatcher)
        .run(
          operator,
          new SetOfficeKind({ key, label, scope, maxDays: Number(days), reason, entidades: entidades?.split(',') }),
        );
      say(`Tipo de cargo ${key} guardado.`);
    },
  }),
];

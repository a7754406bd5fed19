import type { Official } from '../../../admin/official.js';
import { errorTexts } from '../../../kernel/errors/catalogue.js';
import { ListAllProcesses, ListMunicipalities, ListOffices } from '../../processes/index.js';
import { DEFAULT_CREDENTIAL_TYPES, ENTIDADES } from '#electoral/identifiers';
import type { FieldsView, RegisterView } from './views.js';

const IDENTIFIER_FAULT = /^ASPIRANTS\.(CLAVE|CIC|CITIZEN_ID|EMISSION|OCR|SECCION)_/;

export async function loadRegister(official: Official): Promise<RegisterView> {
  const offices: { id: string; label: string }[] = [];
  for (const { id: processId, idProceso } of await official.ask(new ListAllProcesses({ open: true }))) {
    for (const { id, name, territoryName } of await official.ask(new ListOffices({ processId }))) {
      offices.push({ id, label: [idProceso, name, territoryName].filter((part) => part !== '').join(' · ') });
    }
  }
  return { offices, ...(await loadFields(official)) };
}

/** Loads the options of the registration fields and the error messages for identifiers. */
export async function loadFields(official: Official): Promise<FieldsView> {
  const own = official.actor.scope['entidad'] ?? '';
  const municipalities = await official.ask(new ListMunicipalities({ entidad: own.slice(0, 2) }));
  return {
    entidades: ENTIDADES.map(({ key, name }) => ({ key, name })),
    credentialTypes: DEFAULT_CREDENTIAL_TYPES.map(({ key, label }) => ({ key, label })),
    ownEntidad: own === '*' ? '' : own,
    municipalities: municipalities.map(({ key, name }) => ({ key, name })),
    sentences: Object.fromEntries(
      Object.entries(errorTexts)
        .filter(([code]) => IDENTIFIER_FAULT.test(code))
        .map(([code, text]) => [code.replace('ASPIRANTS.', ''), text]),
    ),
  };
}

import { withOwner } from '../../kernel/database/owner-connection.js';
import { loadRollCut } from '../../contexts/electoral-roll/index.js';
import type { RollElector } from '#electoral/roll';

/** The defaults of an elector: in the lista nominal of Querétaro. */
const ELECTOR: Omit<RollElector, 'claveElector' | 'stableKey'> = {
  curp: '',
  cic: '',
  ocr: '',
  identificadorCiudadano: '',
  numeroEmision: '',
  nombre: '',
  paterno: '',
  materno: '',
  fechaNacimiento: '1990-01-01',
  sexo: '',
  entidad: '22',
  distrito: '',
  municipio: '',
  seccion: '',
  registryStatus: 'lista-nominal',
  bajaCause: '',
};

export type RollMember = Pick<RollElector, 'claveElector'> & Partial<RollElector>;

/**
 * Loads a cut of the roll that contains only these electors and replaces any earlier cut.
 * @param options `name` must be unique within the database.
 */
export async function loadRoll(
  databaseUrl: string,
  members: readonly RollMember[],
  { name = '2026-11-15', inForceFrom = '2026-11-16T00:00:00Z' } = {},
): Promise<void> {
  const electors = members.map((member) => ({ ...ELECTOR, stableKey: member.claveElector, ...member }));
  const header = { cut: name, asOf: inForceFrom, source: 'Padrón inventado', electors: members.length };
  await withOwner(databaseUrl, (client) => loadRollCut(client, { header, electors }, new Date(inForceFrom)));
}

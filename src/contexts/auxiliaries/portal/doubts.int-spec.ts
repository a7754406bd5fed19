import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../../test/support/app.js';
import { importFile } from '../../../../test/support/import-file.js';
import { ImportScene } from '../../../../test/support/import-scene.js';
import type { PortalClient } from '../../../../test/support/portal-client.js';
import { MARIA, type PortalScene } from '../../../../test/support/portal-scene.js';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { CorrectAspirant, GetAspirantData } from '../../aspirants/index.js';
import { GetAuxiliaryRecord } from '../index.js';

const OTHER_NAME = { nombre: 'Xóchitl', paterno: 'Xolotl', materno: 'Ibáñez' };
const NAME_DOUBT = 'Las letras de la clave de elector no parecen las de este nombre';
const OWN_ADDRESS = 'Ese es el correo de la persona aspirante';
const BOX = 'name="warningsRead"';
const READ = { warningsRead: 'si' };

const system = systemActor('spec');
const imports = new ImportScene();
const { fresh, upload } = imports;
let scene: PortalScene;
let maria: PortalClient;

beforeAll(async () => {
  ({ scene, maria } = await imports.open());
});
afterAll(() => scene.close());

const one = () => {
  const [row] = fresh(1);
  if (!row) throw new Error('no person left');
  return { ...row, emailProvider: 'google' };
};
const register = (row: Record<string, string>) => maria.post('/portal/auxiliares', row);
const registered = async (row: Record<string, string>): Promise<string> => {
  const { status, text } = await register(row);
  if (status !== 303) throw new Error(text);
  return text.replace(/\?.*$/, '');
};
const doubtsOf = async (path: string): Promise<readonly string[]> => {
  const auxiliaryId = path.split('/').at(-1) ?? '';
  const official = { ...systemActor('spec'), kind: 'official', scope: { entidad: '22' } } as const;
  const dispatcher = scene.context.module.get(Dispatcher);
  return (await dispatcher.ask(official, new GetAuxiliaryRecord({ auxiliaryId }))).doubts;
};
const confirmedIn = async (action: string): Promise<(number | null)[]> => {
  const rows = await asOwner(scene.context.module).execute<{ warnings: number | null }[]>(
    `select (details ->> 'warnings')::int as warnings from kernel.audit_entry where action = ? and outcome = 'done' order by id`,
    [action],
  );
  return rows.map(({ warnings }) => warnings);
};

describe('the data of an auxiliary (§6.4)', () => {
  it('are registered without confirmation if nothing is doubtful', async () => {
    expect(await doubtsOf(await registered(one()))).toEqual([]);
  });

  it('if doubtful, are registered with the form only once the aspirant confirms them; the OPL sees the confirmation', async () => {
    const row = { ...one(), ...OTHER_NAME };
    const asked = await register(row);
    expect(asked.status).toBe(422);
    expect(asked.text).toContain(NAME_DOUBT);
    expect(asked.text).toContain(BOX);
    const withFault = await register({ ...row, ...READ, telefonoMovil: '12' });
    expect(withFault.status).toBe(422);
    expect(withFault.text).not.toContain(NAME_DOUBT);
    const path = await registered({ ...row, ...READ });
    expect(await doubtsOf(path)).toEqual(['CLAVE_NAME_MISMATCH']);
    expect((await confirmedIn('auxiliaries.register-auxiliary')).at(-1)).toBe(1);
  });

  it('are not questioned until the faults of the form are corrected', async () => {
    const { text } = await register({ ...one(), ...OTHER_NAME, nombre: 'Ana2' });
    expect(text).not.toContain(NAME_DOUBT);
    expect(text).not.toContain(BOX);
  });

  it('if doubtful, are corrected only once the aspirant confirms them', async () => {
    const row = one();
    const path = await registered(row);
    const correction = { ...row, ...OTHER_NAME, version: '1', reason: '' };
    const asked = await maria.post(`${path}/datos`, correction);
    expect([asked.status, asked.text.includes(NAME_DOUBT), asked.text.includes(BOX)]).toEqual([422, true, true]);
    expect((await maria.post(`${path}/datos`, { ...correction, ...READ })).status).toBe(303);
    expect(await doubtsOf(path)).toEqual(['CLAVE_NAME_MISMATCH']);
    expect((await confirmedIn('auxiliaries.correct-auxiliary')).at(-1)).toBe(1);
  });
});

describe("the aspirant's own address (§6.5)", () => {
  const own = { email: MARIA.email.toUpperCase() };
  const refused = ({ status, text }: { status: number; text: string }) => {
    expect([status, text.includes(OWN_ADDRESS), text.includes(BOX)]).toEqual([422, true, false]);
  };

  it('is refused in the form that adds an auxiliary, even with the confirmation', async () => {
    refused(await register({ ...one(), ...own, ...READ }));
  });

  it('is refused in an Excel file, with the same sentence as in the form', async () => {
    const { text: page } = await upload(maria, await importFile([{ ...one(), ...own, emailProvider: 'Google' }]));
    const result = await maria.page(page);
    expect(result).toContain('1 fila por corregir');
    expect(result).toContain(OWN_ADDRESS);
  });

  it('is refused in the correction of the e-mail and in that of all data', async () => {
    const row = one();
    const path = await registered(row);
    refused(await maria.post(`${path}/correo`, { ...own, emailProvider: 'google', ...READ }));
    refused(await maria.post(`${path}/datos`, { ...row, ...own, ...READ, version: '1', reason: '' }));
  });

  it('does not prevent other corrections if the aspirant changed to it later', async () => {
    const row = one();
    const path = await registered(row);
    const dispatcher = scene.context.module.get(Dispatcher);
    const aspirant = { aspirantId: scene.mariaId };
    const { registration, officeId, version } = await dispatcher.ask(system, new GetAspirantData(aspirant));
    const changed = { ...registration, ...aspirant, officeId, version, email: row.email, reason: 'Oficio 3' };
    await dispatcher.run(system, new CorrectAspirant(changed));
    expect(await doubtsOf(path)).toEqual(['EMAIL_OF_ASPIRANT']);
    const correction = { ...row, telefonoMovil: '4429876543', version: '1', reason: '' };
    expect((await maria.post(`${path}/datos`, correction)).status).toBe(303);
  });
});

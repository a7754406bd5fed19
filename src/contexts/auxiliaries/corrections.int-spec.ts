import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { PortalClient } from '../../../test/support/portal-client.js';
import { MARIA, OTHER, PortalScene } from '../../../test/support/portal-scene.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import {
  CorrectAuxiliary,
  CorrectEmail,
  GetAuxiliaryCorrections,
  GetAuxiliaryData,
  GetAuxiliaryRecord,
  ListMaskedAuxiliaries,
  SetOtherAspirantRule,
} from './index.js';

const official = (entidad: string, ...permissions: string[]): Actor => ({
  kind: 'official',
  id: '00000000-0000-4000-8000-0000000000aa',
  label: 'opl-administrator',
  permissions: new Set(['processes.read', 'auxiliaries.read', 'auxiliaries.correct', ...permissions]),
  scope: { entidad },
});
const opl = official('22');

let scene: PortalScene;
let maria: PortalClient;
let dispatcher: Dispatcher;

beforeAll(async () => {
  scene = await PortalScene.open();
  dispatcher = scene.context.module.get(Dispatcher);
  maria = await PortalClient.signIn(scene, MARIA.email);
});
afterAll(() => scene.close());

const idOf = (path: string): string => path.split('/').at(-1) ?? '';
const sql = <Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> =>
  asOwner(scene.context.module).execute<Row[]>(text, params);
const enrolled = async (path: string) => {
  await sql(
    `insert into auxiliaries.known_device (device_id, auxiliary_id, folio_prefix, status, attested, findings, enrolled_at)
     select id, id, left(id::text, 5), 'active', true, '[]', registered_at from auxiliaries.auxiliary where id = ?`,
    [idOf(path)],
  );
  await sql(`update auxiliaries.auxiliary set status = 'enrolled' where id = ?`, [idOf(path)]);
};

/** The values of the fields of the form. */
async function formOf(path: string, client = maria): Promise<Record<string, string>> {
  return fieldsOf(await client.page(`${path}/datos`));
}
function fieldsOf(html: string): Record<string, string> {
  const fields = [...html.matchAll(/<input[^>]*name="(\w+)"[^>]*?value="([^"]*)"( checked)?[^>]*>/g)];
  return Object.fromEntries(
    fields
      .filter(([tag, , , checked]) => !tag.includes('type="radio"') || checked !== undefined)
      .map(([, name = '', value = '']) => [name, value]),
  );
}
const correct = async (path: string, change: Record<string, string>, client = maria) =>
  client.post(`${path}/datos`, { ...(await formOf(path, client)), ...change, warningsRead: 'si' });
const search = async (text: string): Promise<string[]> =>
  (await dispatcher.ask(opl, new ListMaskedAuxiliaries({ search: text }))).rows.map(({ id }) => id);

describe('a correction of an auxiliary in the portal (§6.4)', () => {
  it('replaces look-alike characters in the clave, and asks the aspirant to check it', async () => {
    const clave = scene.citizens[14]?.claveElector ?? '';
    const raw = clave.slice(0, 6) + clave.slice(6).replace(/0/g, 'O').replace(/1/g, 'I');
    expect(raw).not.toBe(clave);
    const registered = await maria.addAuxiliary(14, 'parecida@correo.example', { claveElector: raw });
    expect(await formOf(registered)).toMatchObject({ claveElector: clave });
    const corrected = await correct(registered, { claveElector: raw, telefonoMovil: '4427654321' });
    expect(corrected).toEqual({ status: 303, text: `${registered}?hecho=datos&clave=corregida` });
    expect(await maria.page(corrected.text)).toContain('Revise la clave de elector.');
    const exact = await correct(registered, { telefonoMovil: '4427654322' });
    expect(exact.text).toBe(`${registered}?hecho=datos`);
  });

  it('starts with the current data, changes every field, and keeps the previous values', async () => {
    const path = await maria.addAuxiliary(0);
    const person = scene.citizens[0];
    const shown = await formOf(path);
    expect(shown).toMatchObject({ version: '1', nombre: person?.printed.nombre, claveElector: person?.claveElector });
    const other = scene.citizens[1];
    const changed = {
      nombre: 'Rosa',
      paterno: 'Ñandú',
      materno: 'Ávila',
      fechaNacimiento: other?.fechaNacimiento.split('-').reverse().join('/') ?? '',
      telefonoMovil: '442 765 43 21',
      claveElector: other?.claveElector ?? '',
      emailProvider: 'facebook',
      email: 'rosa@correo.example',
    };
    expect(await correct(path, changed)).toEqual({ status: 303, text: `${path}?hecho=datos` });
    expect(await maria.page(`${path}?hecho=datos`)).toContain('Datos corregidos');
    expect(await formOf(path)).toMatchObject({ ...changed, telefonoMovil: '4427654321', version: '2' });
    const history = (await maria.page(`${path}/correcciones`)).replace(/<[^>]+>/g, '');
    for (const value of [person?.printed.nombre, person?.claveElector, 'auxiliar0@correo.example', 'Google', 'Usted']) {
      expect(history).toContain(value);
    }
    for (const value of ['Rosa', 'Ñandú', 'Ávila', '4427654321', 'rosa@correo.example', 'Facebook']) {
      expect(history).toContain(value);
    }
    await scene.drain();
    const sent = scene.mailbox.messages.find(({ to }) => !Array.isArray(to) && to?.text === 'rosa@correo.example');
    expect(sent?.text).toContain('Rosa Ñandú Ávila');
  });

  it('makes the search find the corrected name and telephone number, and no longer the previous ones', async () => {
    const path = await maria.addAuxiliary(2, 'segunda@correo.example');
    await correct(path, { nombre: 'Xóchitl Itzel', telefonoMovil: '4420009999' });
    expect(await search('itzel xochitl')).toEqual([idOf(path)]);
    expect(await search('442 000 9999')).toEqual([idOf(path)]);
    await correct(path, { nombre: 'Citlali', telefonoMovil: '4420008888' });
    expect([await search('itzel'), await search('4420009999')]).toEqual([[], []]);
    expect(await search('citlali')).toEqual([idOf(path)]);
  });

  it('shows all faults together and keeps what was typed', async () => {
    const path = await maria.addAuxiliary(3, 'tercera@correo.example');
    const wrong = await correct(path, { nombre: '', telefonoMovil: '12', fechaNacimiento: '31/02/1990' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('value="31/02/1990"');
    const taken = await correct(path, {
      email: 'segunda@correo.example',
      claveElector: scene.citizens[2]?.claveElector ?? '',
      fechaNacimiento: scene.citizens[2]?.fechaNacimiento.split('-').reverse().join('/') ?? '',
    });
    expect(taken.status).toBe(422);
    expect(taken.text).toContain('ya pertenece a otra persona auxiliar');
    expect(taken.text).toContain('ya está en su lista de auxiliares');
    expect((await correct(path, {})).text).toContain('No hay ningún cambio');
  });

  it('keeps what was typed if the data changed in the meantime, and shows what changed', async () => {
    const path = await maria.addAuxiliary(11, 'undecima@correo.example');
    const old = { ...(await formOf(path)), nombre: 'Uno', materno: 'Salas' };
    await correct(path, { nombre: 'Dos', telefonoMovil: '4427654321' });
    const stale = await maria.post(`${path}/datos`, old);
    expect([stale.status, stale.text.includes('cambiaron mientras usted los corregía')]).toEqual([422, true]);
    expect(stale.text).toMatch(/ahora dice «Dos»\. <strong>Usted escribió «Uno»/);
    expect(stale.text).toMatch(/ahora dice «4427654321»\.\s*<\/li>/);
    for (const value of ['Uno', 'Salas', '4427654321']) expect(stale.text).toContain(`value="${value}"`);
    expect((await maria.post(`${path}/datos`, { ...fieldsOf(stale.text), warningsRead: 'si' })).status).toBe(303);
    const { registration } = await dispatcher.ask(opl, new GetAuxiliaryData({ auxiliaryId: idOf(path) }));
    expect(registration).toMatchObject({ nombre: 'Uno', materno: 'Salas', telefonoMovil: '4427654321' });
  });

  it('requires a new clave de elector to be in the padrón', async () => {
    const path = await maria.addAuxiliary(4, 'cuarta@correo.example');
    const claveElector = (await formOf(path))['claveElector']?.replace(/\d{3}$/, '999') ?? '';
    const refused = await correct(path, { claveElector });
    expect([refused.status, refused.text.includes('No se pudo validar la credencial')]).toEqual([422, true]);
  });

  it('refuses a person of another aspirant as early as one who is not in the padrón, and so does a registration (decision 28)', async () => {
    const other = await PortalClient.signIn(scene, OTHER.email);
    const theirs = await formOf(await other.addAuxiliary(15, 'ajena@correo.example'), other);
    const path = await maria.addAuxiliary(16, 'doceava@correo.example');
    const rule = (rule: 'enter' | 'refuse', version: number) =>
      dispatcher.run(
        systemActor('spec'),
        new SetOtherAspirantRule({ entidad: '22', reason: 'Acuerdo', rule, version }),
      );
    await rule('refuse', 0);
    const refusal = 'No se pudo validar la credencial';
    // Other registrations of the process wait for this lock.
    await asOwner(scene.context.module).transactional(async (registration) => {
      await registration.execute('select from auxiliaries.id_series for update');
      expect((await correct(path, { ...theirs, email: 'otra@correo.example' })).text).toContain(refusal);
      await expect(maria.addAuxiliary(15, 'otra@correo.example')).rejects.toThrow(refusal);
    });
    await rule('enter', 1);
  });

  it('requires a reason once a device is enrolled, and keeps the device', async () => {
    const path = await maria.addAuxiliary(5, 'quinta@correo.example');
    await enrolled(path);
    const refused = await correct(path, { materno: 'Otro' });
    expect([refused.status, refused.text.includes('Escriba el motivo de la corrección')]).toEqual([422, true]);
    expect((await correct(path, { materno: 'Otro', reason: 'Lo dice su acta' })).status).toBe(303);
    expect(await maria.page(`${path}/correcciones`)).toContain('Lo dice su acta');
    expect(await maria.page(path)).toContain('Puede captar apoyos');
  });

  it('asks for a new signature on the responsiva', async () => {
    const path = await maria.addAuxiliary(6, 'sexta@correo.example');
    await sql(
      `insert into auxiliaries.paper (id, auxiliary_id, kind, blob_key, media_type, sha256, uploaded_by, uploaded_at)
       values (gen_random_uuid(), ?, 'responsiva', 'none', 'application/pdf', '\\x00', 'x', now() - interval '1 day')`,
      [idOf(path)],
    );
    expect(await maria.page(path)).not.toContain('fírmenla de nuevo');
    await correct(path, { materno: 'Otro' });
    expect(await maria.page(path)).toContain('fírmenla de nuevo');
  });

  it('is refused to another aspirant, and after a discharge', async () => {
    const path = await maria.addAuxiliary(7, 'septima@correo.example');
    const form = await formOf(path);
    const other = await PortalClient.signIn(scene, OTHER.email);
    expect((await other.get(`${path}/datos`)).status).toBe(404);
    expect((await other.get(`${path}/correcciones`)).status).toBe(404);
    expect((await other.post(`${path}/datos`, { ...form, nombre: 'Ajena' })).status).toBe(404);
    await maria.post(`${path}/baja`, { reason: '' });
    expect(await maria.page(`${path}/datos`)).toContain('está de baja');
    expect((await maria.post(`${path}/datos`, { ...form, nombre: 'Tarde' })).text).toContain('dada de baja');
  });
});

describe('a correction of an auxiliary by the OPL (§6.4)', () => {
  it('needs a reason, is encrypted, and appears in the history with its author', async () => {
    const auxiliaryId = idOf(await maria.addAuxiliary(8, 'octava@correo.example'));
    const { registration, version } = await dispatcher.ask(opl, new GetAuxiliaryData({ auxiliaryId }));
    const change = (reason: string, who = opl) =>
      dispatcher.run(who, new CorrectAuxiliary({ ...registration, nombre: 'Rosalba', auxiliaryId, version, reason }));
    await expect(change('')).rejects.toMatchObject({ code: 'AUXILIARIES.CORRECTION_REASON_MISSING', field: 'reason' });
    await expect(change('Por oficio', official('14'))).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
    expect(await change('Por oficio')).toEqual({ version: 2 });

    const [row] = await sql<{ row: string; changes: Buffer }>(
      `select row_to_json(c)::text as row, changes from auxiliaries.correction c where auxiliary_id = ?`,
      [auxiliaryId],
    );
    for (const secret of ['Rosalba', registration.nombre, 'oficio']) {
      expect(row?.row).not.toContain(secret);
      expect(row?.changes.includes(secret)).toBe(false);
    }
    await expect(sql(`update auxiliaries.correction set version = 9`)).rejects.toThrow();
    expect(await dispatcher.ask(opl, new GetAuxiliaryCorrections({ auxiliaryId }))).toMatchObject([
      { version: 2, reason: 'Por oficio', changes: [{ field: 'nombre', from: registration.nombre, to: 'Rosalba' }] },
    ]);
    const { history } = await dispatcher.ask(opl, new GetAuxiliaryRecord({ auxiliaryId }));
    expect(history[0]).toMatchObject({ kind: 'corrected', detail: 'nombre' });
    const audited = await sql<{ details: object }>(
      `select details from kernel.audit_entry where action = 'auxiliaries.correct-auxiliary' and outcome = 'done' and subject_id = ?`,
      [auxiliaryId],
    );
    expect(audited).toEqual([{ details: expect.objectContaining({ version: 2, fields: 'nombre' }) }]);
  });

  it('that changes only the e-mail keeps the former address too', async () => {
    const auxiliaryId = idOf(await maria.addAuxiliary(9, 'novena@correo.example'));
    const email = { auxiliaryId, email: 'nueva@correo.example', emailProvider: 'google' as const };
    await expect(dispatcher.run(opl, new CorrectEmail(email))).rejects.toMatchObject({ field: 'reason' });
    await dispatcher.run(opl, new CorrectEmail({ ...email, reason: 'Lo pidió la persona' }));
    const [{ changes } = { changes: [] }] = await dispatcher.ask(opl, new GetAuxiliaryCorrections({ auxiliaryId }));
    expect(changes).toEqual([{ field: 'email', from: 'novena@correo.example', to: 'nueva@correo.example' }]);
    const { history } = await dispatcher.ask(opl, new GetAuxiliaryRecord({ auxiliaryId }));
    expect(history.map(({ kind }) => kind)).toEqual(['corrected', 'registered']);
  });
});

describe('a person who was discharged', () => {
  it('can be registered again with the form, but not while one of their devices is suspended', async () => {
    const path = await maria.addAuxiliary(10, 'decima@correo.example');
    await expect(maria.addAuxiliary(10, 'otra@correo.example')).rejects.toThrow('ya está en su lista');
    await maria.post(`${path}/baja`, { reason: 'Se capturó mal' });
    const again = await maria.addAuxiliary(10, 'decima@correo.example');
    expect(again).not.toBe(path);
    expect(await maria.page(again)).toContain('Falta registrar su dispositivo');

    await maria.post(`${again}/baja`, { reason: '' });
    await sql(
      `insert into auxiliaries.known_device values (gen_random_uuid(), ?, 'ZZZZZ', 'suspended', false, '[]', now())`,
      [idOf(again)],
    );
    await expect(maria.addAuxiliary(10, 'decima@correo.example')).rejects.toThrow('el OPL suspendió un dispositivo');
  });
});

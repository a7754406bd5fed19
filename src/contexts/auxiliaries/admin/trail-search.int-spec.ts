import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readXlsx } from 'hucre';
import { asOwner } from '../../../../test/support/app.js';
import { QUERETARO, seedWorld, type SeededRecords } from '../../../../test/support/back-office-records.js';
import { BackOfficeScene } from '../../../../test/support/back-office-scene.js';
import type { AuditView } from '../../../admin/audit/views.js';
import { ANA, ASPIRANT_REGISTRATION } from '../../../demonstration/world/index.js';

let scene: BackOfficeScene;
let records: SeededRecords;
let derfe: string;

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  records = await seedWorld(scene, QUERETARO);
  derfe = await scene.signIn('derfe-administrator');
}, 180_000);
afterAll(() => scene.close());

const trail = async (cookie: string, filters: Record<string, string>): Promise<AuditView> => {
  const answer = await scene.get(`/admin/api/pages/bitacora?${new URLSearchParams(filters).toString()}`, cookie);
  return ((await answer.json()) as { data: AuditView }).data;
};

/** The text as it is in the URL. */
async function encrypted(cookie: string, text: string): Promise<string> {
  const answer = await scene.post('/admin/api/pages/bitacora', cookie, { body: { text } });
  return ((await answer.json()) as { data: { encrypted: string } }).data.encrypted;
}

const COPIES = 600;

/** Adds auxiliaries with the name of the seeded one, each with the entry of its registration. */
async function copyAuxiliary(count: number): Promise<void> {
  const em = asOwner(scene.app);
  await em.execute(
    `with copy as (
       insert into auxiliaries.auxiliary (id, id_auxiliar, process_id, office_id, aspirant_id, entidad, personal,
         email_hash, email_provider, clave_hash, in_nominal_list, status, registered_at, discharged_at)
       select gen_random_uuid(), 'AUX-COPY-' || n, process_id, office_id, aspirant_id, entidad, personal,
         email_hash, email_provider, clave_hash, in_nominal_list, 'discharged', registered_at, registered_at
       from auxiliaries.auxiliary cross join generate_series(1, ?) n where id = ? returning id),
     hashed as (
       insert into auxiliaries.search_hash (auxiliary_id, hash)
       select copy.id, hash from copy cross join auxiliaries.search_hash where auxiliary_id = ?)
     insert into kernel.audit_entry (stream, at, actor_kind, actor_id, actor_label, action, outcome, subject_kind,
       subject_id, details, correlation_id, territory)
     select 'system', timestamptz '2027-01-04 18:00Z', 'system', 'spec', 'spec', 'auxiliaries.register-auxiliary',
       'done', 'auxiliary', id, '{}', gen_random_uuid(), '22' from copy`,
    [count, records.auxiliary.auxiliaryId, records.auxiliary.auxiliaryId],
  );
}

describe('the audit trail (§4)', () => {
  it('is searched in parts for a name that many people share; the file contains the matches of all parts', async () => {
    await copyAuxiliary(COPIES);
    const registered = { acto: 'auxiliaries.register-auxiliary' };
    const found: string[] = [];
    const parts: object[] = [];
    const busqueda = await encrypted(derfe, `${ANA.paterno} ${ANA.nombre}`);
    let view: AuditView | undefined;
    for (let part: string | null = busqueda; part !== null; part = view?.searchPart?.next ?? null) {
      for (let after: string | null = ''; after !== null; after = view.next) {
        view = await trail(derfe, { ...registered, busqueda: part, ...(after !== '' && { despues: after }) });
        found.push(...view.rows.map(({ subject }) => subject?.name ?? ''));
      }
      const { first, last } = view?.searchPart ?? {};
      parts.push({ first, last });
    }
    expect(parts).toEqual([
      { first: 1, last: 500 },
      { first: 501, last: 1000 },
    ]);
    const copies = Array.from({ length: COPIES }, (_, nth) => `AUX-COPY-${String(nth + 1)}`);
    expect([...found].sort()).toEqual([...copies, records.auxiliary.idAuxiliar].sort());

    const filters = new URLSearchParams({ ...registered, busqueda });
    const answer = await scene.get(`/admin/archivos/bitacora/excel?${filters.toString()}`, derfe);
    const { sheets } = await readXlsx(new Uint8Array(await answer.arrayBuffer()));
    expect((sheets[0]?.rows ?? []).slice(1).map((row) => row[6])).toEqual(found);
  });
});

describe('the page of an auxiliary (§6.7)', () => {
  it('shows the requests for their papers, also in the history', async () => {
    const address = `/admin/api/resources/auxiliares/records/${records.auxiliary.auxiliaryId}`;
    const cookie = await scene.signIn('opl-administrator');
    for (const [of, reference] of [
      ['one', 'OPL/1/2027'],
      ['all', 'OPL/2/2027'],
    ]) {
      const body = { of, reference, reason: 'Revisión de documentos' };
      expect((await scene.post(`${address}/solicitar-resguardo`, cookie, { body })).status).toBe(200);
      scene.clock.advance(60_000);
    }
    const answer = await scene.get(`${address}/show`, cookie);
    const { data } = (await answer.json()) as { data: { requests: object[]; history: { what: string }[] } };
    expect(data.requests).toMatchObject([
      { reference: 'OPL/2/2027', ofAll: true, answer: 'none', reason: 'Revisión de documentos' },
      { reference: 'OPL/1/2027', ofAll: false, answer: 'none' },
    ]);
    expect(data.history.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'Resguardo solicitado con el oficio OPL/1/2027',
        'Resguardo solicitado con el oficio OPL/2/2027',
      ]),
    );
  });
});
type Fault = Readonly<Record<'code' | 'field', string>>;

describe('the screens that correct an auxiliary (§6.4)', () => {
  const send = async (action: string, body: object) => {
    const path = `/admin/api/resources/auxiliares/records/${records.auxiliary.auxiliaryId}/${action}`;
    const answer = await scene.post(path, await scene.signIn('opl-administrator'), { body });
    const { errors, ...only } = (await answer.json()) as Fault & { readonly errors?: readonly Fault[] };
    return { status: answer.status, faults: (errors ?? [only]).map(({ code, field }) => `${field} ${code}`) };
  };
  const READ = { warningsRead: 'si' };

  it('ask for confirmation of data that may be those of another person, as the portal does', async () => {
    const correction = { ...ANA, nombre: 'Xóchitl', paterno: 'Xolotl', version: '1', reason: 'Oficio 8' };
    expect(await send('corregir', correction)).toEqual({
      status: 422,
      faults: ['claveElector AUXILIARIES.CLAVE_NAME_MISMATCH', 'warningsRead AUXILIARIES.WARNINGS_NOT_READ'],
    });
    expect(await send('corregir', { ...correction, ...READ })).toMatchObject({ status: 200 });
  });

  it("refuse the aspirant's own address, as the portal does", async () => {
    const correction = { email: ASPIRANT_REGISTRATION.email, emailProvider: 'google', reason: 'Oficio 9' };
    expect(await send('corregir-correo', correction)).toEqual({
      status: 409,
      faults: ['email AUXILIARIES.EMAIL_OF_ASPIRANT'],
    });
  });
});

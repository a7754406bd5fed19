import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readXlsx } from 'hucre';
import { QUERETARO, seedWorld, type SeededRecords } from '../../../test/support/back-office-records.js';
import { asOwner } from '../../../test/support/app.js';
import { accountOf, BackOfficeScene } from '../../../test/support/back-office-scene.js';
import { GetSupport } from '../../contexts/verification/index.js';
import { ANA, createProcess } from '../../demonstration/world/index.js';
import { systemActor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import type { AuditRow, AuditView } from './views.js';

const HOUR = 3_600_000;

let scene: BackOfficeScene;
let records: SeededRecords;
let auditor: string;
let derfe: string;
let jalisco: string;
let folio: string;

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  records = await seedWorld(scene, QUERETARO);
  [auditor, derfe] = [await scene.signIn('auditor'), await scene.signIn('derfe-administrator')];
  jalisco = await scene.signInFromJalisco('auditor');
  ({ folio } = await scene.app
    .get(Dispatcher)
    .ask(systemActor('spec'), new GetSupport({ supportId: records.supportId })));
  const show = `/admin/api/resources/apoyos/records/${records.supportId}/show`;
  // 12:01, 14:01 and 16:01 of one day, and once on the next day.
  for (const pause of [0, 2 * HOUR, 2 * HOUR, 20 * HOUR]) {
    scene.clock.advance(pause);
    expect((await scene.get(show, derfe)).status).toBe(200);
  }
}, 180_000);
afterAll(() => scene.close());

const trail = async (cookie: string, filters: Record<string, string> = {}): Promise<AuditView> => {
  const answer = await scene.get(`/admin/api/pages/bitacora?${new URLSearchParams(filters).toString()}`, cookie);
  return ((await answer.json()) as { data: AuditView }).data;
};

/** The text as it is in the URL. */
async function encrypted(cookie: string, text: string): Promise<string> {
  const answer = await scene.post('/admin/api/pages/bitacora', cookie, { body: { text } });
  return ((await answer.json()) as { data: { encrypted: string } }).data.encrypted;
}

async function search(cookie: string, text: string, filters: Record<string, string> = {}): Promise<AuditView> {
  return trail(cookie, { ...filters, busqueda: await encrypted(cookie, text) });
}

const OPENED = 'Consultó un apoyo, con el nombre abreviado';
/** The rows of the official who opened the support. */
const opened = ({ rows }: AuditView): AuditRow[] =>
  rows.filter(({ action, actorRole }) => action === OPENED && actorRole === 'Administración DERFE');

describe('the audit trail (§4)', () => {
  it('shows the record of each entry by its folio or id', async () => {
    const { rows } = await trail(derfe, { area: 'verification', resultado: 'read' });
    expect(rows[0]?.subject).toEqual({
      label: 'Apoyo',
      name: folio,
      href: `/admin/resources/apoyos/records/${records.supportId}/show`,
    });
    const { rows: registered } = await trail(derfe, { area: 'auxiliaries', resultado: 'done' });
    expect(registered.map(({ subject }) => subject?.name)).toContain(records.auxiliary.idAuxiliar);
  });

  it('shows an OPL the role of a DERFE official in words', async () => {
    const { rows } = await trail(auditor, { sobre: `support:${records.supportId}` });
    const names = rows.map(({ actorName }) => actorName);
    expect(names).toContain('Administración DERFE');
    expect(names).not.toContain('derfe-administrator');
  });

  it('joins the reads of one record by one person on one day, and links to each of them', async () => {
    const joined = opened(await trail(derfe, { sobre: `support:${records.supportId}` }));
    expect(joined.map(({ at }) => at.slice(0, 16))).toEqual(['06/01/2027 12:01', '05/01/2027 16:01']);
    // A screen of a record reads it twice: for its title and for its content.
    expect(joined[0]?.reads).toMatchObject({ times: 2, from: '12:01', to: '12:01' });
    expect(joined[1]?.reads).toMatchObject({ times: 6, from: '12:01', to: '16:01' });
    const single = await trail(derfe, joined[1]?.reads?.query);
    expect(single.rows.map(({ at }) => at.slice(11, 16))).toEqual([
      '16:01',
      '16:01',
      '14:01',
      '14:01',
      '12:01',
      '12:01',
    ]);
    expect(single.subjectName).toBe(`Apoyo ${folio}`);
    expect(single.actionName).toBe(OPENED);
  });

  it('can be searched by folio in any form, by person and by words of the action', async () => {
    const byFolio = await search(derfe, folio.toLowerCase().replaceAll('-', ' '));
    expect(byFolio.rows.length).toBeGreaterThan(2);
    expect(new Set(byFolio.rows.map(({ subject }) => subject?.name))).toEqual(new Set([folio]));
    expect(byFolio.total).toEqual({ value: byFolio.rows.length, more: false });

    const byPerson = await search(derfe, 'Cámara IRENE');
    expect(opened(byPerson)).toHaveLength(2);
    expect(byPerson.rows.map(({ action }) => action)).toContain('Entró al sistema');
    expect(
      byPerson.rows.every(({ actorName, subject }) =>
        [actorName, subject?.name].includes('administracion.derfe@ine.mx'),
      ),
    ).toBe(true);

    const byAction = await search(derfe, 'registró auxiliar');
    expect(byAction.rows.map(({ action }) => action)).toContain('Registró a una o un auxiliar');
    expect((await search(derfe, 'nada que exista')).rows).toEqual([]);
  });

  it('can be searched by a complete Id Proceso, which finds entries of that process and of no other', async () => {
    const { contest } = records;
    const other = await createProcess(scene.app.get(Dispatcher), systemActor('spec'), { name: 'Otro proceso' });
    expect(other.idProceso).not.toBe(contest.idProceso);
    const own = (acto: string) => search(derfe, contest.idProceso.toLowerCase(), { acto });
    expect((await own('processes.create-process')).rows.map(({ subject }) => subject?.name)).toEqual([
      contest.idProceso,
    ]);
    const { rows: periods } = await own('processes.set-capture-period');
    expect(periods).toHaveLength(1);
    expect(periods[0]?.subject).toEqual({
      label: 'Periodo',
      name: contest.idProceso,
      href: `/admin/resources/procesos/records/${contest.processId}/show`,
    });
    const theirs = await search(derfe, other.idProceso);
    expect(theirs.rows.map(({ action }) => action)).toEqual(['Creó un proceso electoral']);
  });

  it('says whose device was reviewed, and finds it by the Id Auxiliar', async () => {
    const { device, auxiliary } = records;
    const opl = await scene.signIn('opl-registrar');
    expect((await scene.get(`/admin/api/resources/dispositivos/records/${device.deviceId}/show`, opl)).status).toBe(
      200,
    );
    const { rows } = await search(auditor, auxiliary.idAuxiliar);
    const reviewed = rows.find(({ action }) => action === 'Revisó el registro de un teléfono');
    expect(reviewed?.subject).toMatchObject({
      label: 'Teléfono',
      name: expect.stringMatching(new RegExp(`^AC-.{5} de ${auxiliary.idAuxiliar}$`)),
      href: null,
    });
  });

  it('can be searched by an official’s e-mail address', async () => {
    const { rows } = await search(derfe, 'clara.nava@ieeq.example');
    expect(rows.map(({ subject }) => subject?.name)).toContain('clara.nava.22@ine.mx');
  });

  it('records a search as one entry, without its words, and adds none for reading the records found', async () => {
    const reads = (): Promise<{ action: string; details: object }[]> =>
      asOwner(scene.app).execute(
        `select action, details from kernel.audit_entry join accounts.official on official.id::text = actor_id
         where account = ? and outcome = 'read' order by audit_entry.id`,
        [accountOf('derfe-administrator')],
      );
    for (const text of ['Cámara IRENE', ANA.nombre, folio, 'registró auxiliar']) {
      const before = (await reads()).length;
      const { rows } = await search(derfe, text);
      expect((await reads()).slice(before)).toEqual([
        { action: 'audit.find-entries', details: { records: rows.length, searched: true } },
      ]);
    }
  });

  it('can be limited to a range of days, including the first and the last', async () => {
    const days = async (desde: string, hasta: string): Promise<string[]> =>
      opened(await trail(derfe, { desde, hasta, sobre: `support:${records.supportId}` })).map(({ at }) =>
        at.slice(0, 10),
      );
    expect(await days('2027-01-05', '2027-01-05')).toEqual(['05/01/2027']);
    expect(await days('2027-01-06', '2027-01-09')).toEqual(['06/01/2027']);
    expect(await days('2027-01-05', '2027-01-06')).toEqual(['06/01/2027', '05/01/2027']);
    expect(await days('2027-01-07', '2027-01-09')).toEqual([]);
  });

  it('reports invalid days, and then lists nothing and refuses the download as Excel', async () => {
    const faultsOf = async (days: Record<string, string>) => {
      const { faults, rows } = await trail(derfe, days);
      expect(rows).toEqual([]);
      expect(
        (await scene.get(`/admin/archivos/bitacora/excel?${new URLSearchParams(days).toString()}`, derfe)).status,
      ).toBe(422);
      return faults;
    };
    const detail = 'La fecha no existe en el calendario. Escríbala como dd/mm/aaaa.';
    expect(await faultsOf({ desde: '2027-02-30' })).toEqual([{ name: 'desde', detail }]);
    expect(await faultsOf({ desde: 'ayer', hasta: '05-01-27' })).toEqual([
      { name: 'desde', detail },
      { name: 'hasta', detail },
    ]);
    expect(await faultsOf({ desde: '2027-01-06', hasta: '2027-01-05' })).toEqual([
      { name: 'hasta', detail: '«Hasta» es anterior a «Desde». Corrija una de las dos fechas.' },
    ]);
  });

  it('shows no entry of another entidad', async () => {
    expect((await search(auditor, folio)).rows).not.toEqual([]);
    expect((await search(jalisco, folio)).rows).toEqual([]);
    expect((await trail(jalisco, { sobre: `support:${records.supportId}` })).rows).toEqual([]);
  });

  it('can be read page by page in both directions without losing or repeating a row', async () => {
    const forth: string[] = [];
    let last: AuditView | undefined;
    for (let after: string | null = ''; after !== null; after = last.next) {
      last = await trail(
        auditor,
        after === ''
          ? { lecturas: 'todas', hasta: '2027-01-05' }
          : { lecturas: 'todas', hasta: '2027-01-05', despues: after },
      );
      forth.push(...last.rows.map(({ id }) => id));
    }
    expect(forth.length).toBeGreaterThan(50);
    expect(new Set(forth).size).toBe(forth.length);
    const back: string[] = [];
    let first: AuditView | undefined;
    for (let before: string | null = ''; before !== null; before = first.previous) {
      first = await trail(auditor, {
        lecturas: 'todas',
        hasta: '2027-01-05',
        ...(before === '' ? { pagina: 'ultima' } : { antes: before }),
      });
      back.unshift(...first.rows.map(({ id }) => id));
    }
    expect(back).toEqual(forth);
  });

  it('can be downloaded as Excel with its filters applied, and the download is audited', async () => {
    const address = `/admin/archivos/bitacora/excel?sobre=support:${records.supportId}&resultado=read`;
    const answer = await scene.get(address, derfe);
    expect(answer.status).toBe(200);
    const { sheets } = await readXlsx(new Uint8Array(await answer.arrayBuffer()));
    const [head, ...rows] = sheets[0]?.rows ?? [];
    expect(head?.slice(0, 4)).toEqual(['Fecha y hora (hora centro)', 'Quién', 'Función', 'Qué']);
    expect(rows.map((row) => [row[3], row[6], row[8]])).toContainEqual([OPENED, folio, 6]);
    const { rows: exported } = await search(derfe, 'descargó bitácora');
    expect(exported[0]).toMatchObject({
      actorName: 'administracion.derfe@ine.mx',
      action: 'Descargó la bitácora en Excel',
    });
    expect((await scene.get(address, await scene.signIn('opl-reviewer'))).status).toBe(403);
  });
});

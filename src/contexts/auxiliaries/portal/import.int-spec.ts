import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readXlsx } from 'hucre';
import { asOwner } from '../../../../test/support/app.js';
import { importFile, type ImportRow } from '../../../../test/support/import-file.js';
import { ImportScene, rowOf } from '../../../../test/support/import-scene.js';
import type { PortalClient } from '../../../../test/support/portal-client.js';
import type { PortalScene } from '../../../../test/support/portal-scene.js';
import { textCell, textRow, workbookParts, zipOf, type InventedPerson } from '../../../../test/builders/index.js';
import { systemActor, type Actor } from '../../../kernel/access/actor.js';
import { Counters } from '../../../kernel/counters/counters.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { IMPORT_FIELDS, IMPORT_HEADERS } from '../domain/import-columns.js';
import { ListImportFindings, ListMaskedAuxiliaries, SetOtherAspirantRule, SetPadronLimits } from '../index.js';

const imports = new ImportScene();
const { fresh, upload, decide, answerOf, sql, registeredOf } = imports;
let scene: PortalScene;
let maria: PortalClient;
let other: PortalClient;
let deceased: InventedPerson;

beforeAll(async () => {
  ({ scene, maria, other, deceased } = await imports.open());
});
afterAll(() => scene.close());

const opl: Actor = { ...systemActor('spec'), scope: { entidad: '22' } };
/** Kind and person of each finding that the OPL sees. */
async function findingsForOpl(): Promise<string[][]> {
  const found = await scene.context.module.get(Dispatcher).ask(opl, new ListImportFindings({ entidad: '22' }));
  return found.map(({ kind, displayName }) => [kind, displayName]).sort();
}

describe('the import template (§6.4)', () => {
  it('contains titles, validation rules, an example and instructions', async () => {
    const file = await maria.get('/portal/auxiliares/plantilla.xlsx');
    const workbook = await readXlsx(new Uint8Array(await file.arrayBuffer()));
    const [sheet, instructions] = workbook.sheets;
    expect(sheet?.rows[0]).toEqual(IMPORT_FIELDS.map((field) => IMPORT_HEADERS[field]));
    expect(sheet?.dataValidations?.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['list', 'date', 'textLength']),
    );
    expect(instructions?.rows.flat().join(' ')).toContain('https://listanominal.ine.mx/scpln/');
    const empty = await upload(
      maria,
      Buffer.from(await (await maria.get('/portal/auxiliares/plantilla.xlsx')).arrayBuffer()),
    );
    expect(await maria.page(empty.text)).toContain('no tiene ninguna fila con datos');
  });
});

describe('the import of auxiliaries (§6.4)', () => {
  const set = { entidad: '22', reason: 'Acuerdo' };
  const rule = (rule: 'enter' | 'refuse', version: number) =>
    scene.context.module.get(Dispatcher).run(systemActor('spec'), new SetOtherAspirantRule({ ...set, rule, version }));
  const limit = (perDayByFile: number, version: number) =>
    scene.context.module
      .get(Dispatcher)
      .run(systemActor('spec'), new SetPadronLimits({ ...set, perDay: 500, perDayByFile, version, belowUse: true }));

  it('registers the valid rows only after the decision, each with id, e-mail, counter and audit entry (§6.5)', async () => {
    const before = await registeredOf(scene.mariaId);
    const sentBefore = scene.mailbox.messages.length;
    const good = fresh(4);
    const { status, text: page } = await upload(
      maria,
      await importFile([...good, ...fresh(1, { telefonoMovil: '123' })]),
    );
    expect(status).toBe(303);
    const checked = await maria.page(page);
    expect(checked).toContain('4 personas correctas');
    expect(checked).toContain('1 fila por corregir');
    expect(await registeredOf(scene.mariaId)).toBe(before);
    expect(await maria.page('/portal/auxiliares')).toContain('Un archivo espera su decisión');

    expect((await decide(maria, page, 'register')).status).toBe(303);
    const ended = await maria.page(page);
    for (const text of ['4 personas registradas', 'Faltan filas por corregir']) expect(ended).toContain(text);
    expect(await maria.page('/portal/auxiliares')).not.toContain('Un archivo espera su decisión');
    expect(await registeredOf(scene.mariaId)).toBe(before + 4);
    const ids = await sql<{ id: string; id_auxiliar: string }>(
      'select id, id_auxiliar from auxiliaries.auxiliary where import_id is not null',
    );
    expect(new Set(ids.map(({ id_auxiliar }) => id_auxiliar)).size).toBe(4);
    expect(scene.mailbox.messages.length).toBe(sentBefore + 4);
    for (const { id, id_auxiliar } of ids) {
      expect(scene.mailbox.messages.some(({ subject }) => subject?.includes(id_auxiliar))).toBe(true);
      const trace = await sql(
        `select 1 from kernel.audit_entry where subject_id = ? and action = 'auxiliaries.register-import'`,
        [id],
      );
      expect(trace).toHaveLength(1);
      expect(await sql('select 1 from auxiliaries.status_move where auxiliary_id = ?', [id])).toHaveLength(1);
    }
    const em = asOwner(scene.context.module);
    const counted = await em.transactional((work) =>
      scene.context.module.get(Counters).read(work, 'auxiliaries.registered', { aspirantId: scene.mariaId }),
    );
    expect(counted.reduce((sum, { value }) => sum + value, 0)).toBe(before + 4);
    expect((await decide(maria, page, 'register')).text).toContain('ya se registró');
  });

  it('registers no one if the aspirant discards the file, and then accepts the same file again', async () => {
    const file = await importFile(fresh(3));
    const { text: page } = await upload(maria, file);
    const before = await registeredOf(scene.mariaId);
    await decide(maria, page, 'none');
    expect(await registeredOf(scene.mariaId)).toBe(before);
    const again = await upload(maria, file);
    expect(again.text).not.toBe(page);
    await decide(maria, again.text, 'register');
    expect(await registeredOf(scene.mariaId)).toBe(before + 3);
  });

  it('ignores a repeated upload of a file, and reports registered people without an error', async () => {
    const rows = fresh(3);
    const file = await importFile(rows);
    const { text: page } = await upload(maria, file);
    await decide(maria, page, 'register');
    const before = await registeredOf(scene.mariaId);
    const [queries] = await sql<{ n: number }>('select asked_by_file as n from auxiliaries.padron_queries');
    expect((await upload(maria, file)).text).toBe(`${page}?mismo=1`);
    expect(await sql('select asked_by_file as n from auxiliaries.padron_queries')).toEqual([queries]);

    const more = await upload(maria, await importFile([...rows, ...fresh(1)]));
    const checked = await maria.page(more.text);
    expect(checked).toContain('3 ya registradas');
    expect(checked).toContain('1 persona correcta');
    await decide(maria, more.text, 'register');
    expect(await registeredOf(scene.mariaId)).toBe(before + 1);

    const changed = await upload(maria, await importFile(rows.map((row) => ({ ...row, telefonoMovil: '5512345678' }))));
    expect((await answerOf(maria, changed.text))[1]?.at(-2)).toMatch(
      /Teléfono móvil \(E2\): Esta persona ya está en su lista/,
    );
  });

  it('reports, with the other faults of a row, that the person is already in the list or was discharged', async () => {
    const [listed, discharged] = fresh(2);
    if (!listed || !discharged) throw new Error('no person left');
    const { text: page } = await upload(maria, await importFile([listed, discharged]));
    await decide(maria, page, 'register');
    const [last] = await sql<{ id: string }>('select id from auxiliaries.auxiliary order by id_auxiliar desc limit 1');
    await maria.post(`/portal/auxiliares/${last?.id ?? ''}/baja`, {});
    const typed = [listed, discharged].map((row) => ({ ...row, fechaNacimiento: 'el martes' }));
    const answer = await answerOf(maria, (await upload(maria, await importFile(typed))).text);
    const [ofListed, ofDischarged] = [answer[1]?.at(-2), answer[2]?.at(-2)];
    for (const sentences of [ofListed, ofDischarged]) expect(sentences).toContain('no se entiende');
    expect(ofListed).toMatch(/Clave de elector \(H2\): Esa persona ya está en su lista/);
    expect(ofDischarged).toMatch(/Clave de elector \(H3\): Esta persona estuvo en su lista y fue dada de baja/);
  });

  it('returns the invalid rows in the format of the template, with the column, cell and remedy of each error', async () => {
    const [a, b, c] = [fresh(1)[0], fresh(1)[0], fresh(1)[0]];
    if (!a || !b || !c) throw new Error('no person left');
    const { text: page } = await upload(
      maria,
      await importFile([a, { ...b, nombre: '', email: 'no', telefonoMovil: '=1+1' }, { ...c, email: a.email }]),
    );
    const [titles, first, second] = await answerOf(maria, page);
    expect(titles).toEqual([
      ...IMPORT_FIELDS.map((field) => IMPORT_HEADERS[field]),
      'Qué corregir',
      'Fila en su archivo',
    ]);
    expect(first?.at(-2)?.split('\n')).toEqual([
      'Nombre(s) (A2): Falta este dato. Escríbalo.',
      'Teléfono móvil (E2): El teléfono móvil lleva 10 dígitos, con la clave lada, que no sean todos iguales. Corríjalo.',
      'Correo electrónico (F2): El correo electrónico no está completo: debe llevar la forma nombre@dominio.mx. Corríjalo.',
    ]);
    expect(first?.at(-1)).toBe('3');
    expect(second?.at(-2)).toContain('Este correo electrónico ya está en la fila 2 de su archivo');
    await decide(maria, page, 'register');

    const corrected = (await answerOf(maria, page)).slice(1).map((row, at) => {
      const values = Object.fromEntries(IMPORT_FIELDS.map((field, column) => [field, row[column] ?? ''])) as ImportRow;
      return at === 0
        ? { ...values, nombre: b.nombre, telefonoMovil: b.telefonoMovil, email: b.email }
        : { ...values, email: c.email };
    });
    const corrections = await upload(maria, await importFile(corrected));
    expect(await maria.page(corrections.text)).toContain('2 personas correctas');
    await decide(maria, corrections.text, 'register');
    expect(await maria.page(corrections.text)).toContain('2 personas registradas');
  });

  it('shows on the page what to correct in each row, with what was typed, and only the end of identifiers', async () => {
    const [a, b, c] = [fresh(1)[0], fresh(1)[0], fresh(1)[0]];
    if (!a || !b || !c) throw new Error('no person left');
    const [wrongDate, wrongClave] = ['31/02/1990', 'XLIBGD'];
    const file = await importFile([a, { ...b, fechaNacimiento: wrongDate }, { ...c, claveElector: wrongClave }]);
    const { text: page } = await upload(maria, file, 'Auxiliares Peña.xlsx');
    const checked = await maria.page(page);
    expect(checked).toContain('<h1>Auxiliares Peña.xlsx</h1>');
    expect(checked).toContain('Se leyó la hoja <strong>«Auxiliares»</strong>');
    expect(checked).toContain(`>${b.nombre} ${b.paterno} ${b.materno}<`);
    expect(checked).toMatch(
      /<td data-label="Columna">Fecha de nacimiento<\/td><td[^>]*>31\/02\/1990<\/td><td[^>]*>La fecha de nacimiento no existe/,
    );
    expect(checked).toContain('>…IBGD<');
    expect(checked).not.toContain(wrongClave);
    const list = await maria.page('/portal/auxiliares/excel');
    expect(list).toContain('>Auxiliares Peña.xlsx</a>');
    expect(list).toContain('hoja «Auxiliares»');
    const stored = await sql<{ label: Buffer }>('select label from auxiliaries.import where label is not null');
    expect(stored.some(({ label }) => label.includes('Peña'))).toBe(false);
    const reads = await sql(
      `select 1 from kernel.audit_entry where action = 'auxiliaries.get-import-result' and subject_id = ?`,
      [page.split('/').at(-1)],
    );
    expect(reads.length).toBeGreaterThan(0);
    await decide(maria, page, 'register');
    expect(await maria.page(page)).toContain('31/02/1990');
  });

  it('shows long results page by page', async () => {
    const file = await importFile(fresh(120, { telefonoMovil: '1' }));
    const { text: page } = await upload(maria, file);
    const [first, last] = [await maria.page(page), await maria.page(`${page}?pagina=3`)];
    expect(first).toContain('Página 1 de 3');
    expect([...first.matchAll(/scope="rowgroup"/g)]).toHaveLength(50);
    expect([...last.matchAll(/scope="rowgroup"/g)]).toHaveLength(20);
    expect(last).toContain('data-label="Fila">121<');
    expect(await maria.page(`${page}?pagina=x`)).toContain('Página 1 de 3');
  });

  it('reads the first visible sheet, shows its name even if it has no title row, and refuses a Boolean or an error value', async () => {
    const [a] = fresh(1);
    if (!a) throw new Error('no person left');
    const titles = textRow(
      1,
      IMPORT_FIELDS.map((field) => IMPORT_HEADERS[field]),
    );
    const values = IMPORT_FIELDS.map((field) => a[field]);
    const row = textRow(2, values)
      .replace(textCell('A2', a.nombre), '<c r="A2" t="b"><v>1</v></c>')
      .replace(textCell('B2', a.paterno), '<c r="B2" t="e"><v>#REF!</v></c>');
    const hidden = { name: 'Listas', state: 'hidden', rows: textRow(1, ['Google']) } as const;
    const good = zipOf(workbookParts([hidden, { name: 'Zona norte', rows: titles + row }]));
    const { text: page } = await upload(maria, new Uint8Array(good));
    const checked = await maria.page(page);
    expect(checked).toContain('Se leyó la hoja <strong>«Zona norte»</strong>.');
    expect(checked).toContain('La celda contiene VERDADERO o FALSO');
    expect(checked).toContain('La celda muestra un aviso de Excel');
    const wrong = zipOf(
      workbookParts([
        { name: 'Notas', rows: textRow(1, ['hola']) },
        { name: 'Auxiliares', rows: titles },
      ]),
    );
    const refused = await maria.page((await upload(maria, new Uint8Array(wrong))).text);
    expect(refused).toContain('Se leyó la hoja <strong>«Notas»</strong>, la primera visible. El libro tiene otra hoja');
    expect(refused).toContain('falta la columna');
    const template = zipOf(
      workbookParts([
        { name: 'Auxiliares', rows: titles + row },
        { name: 'Instrucciones', rows: '' },
      ]),
    );
    expect(await maria.page((await upload(maria, new Uint8Array(template))).text)).not.toContain('otra hoja');
  });

  it('shows the cause of a failed validation only to the OPL, once per person (§6.8, decision 28)', async () => {
    const [stranger] = fresh(1);
    if (!stranger) throw new Error('no person left');
    const unknown = { ...stranger, claveElector: stranger.claveElector.replace(/\d{3}$/, '000') };
    const { text: page } = await upload(maria, await importFile([unknown, rowOf(deceased)]));
    const rows = (await answerOf(maria, page)).slice(1);
    for (const row of rows) {
      expect(row.at(-2)).toMatch(
        /Clave de elector \(H\d\): No se pudo validar.*https:\/\/listanominal\.ine\.mx\/scpln\//,
      );
    }
    expect(JSON.stringify([rows, await maria.page(page)])).not.toMatch(/baja|defunci|padr[oó]n/i);
    const findings = await scene.context.module.get(Dispatcher).ask(opl, new ListImportFindings({ entidad: '22' }));
    expect(findings.map(({ cause }) => cause).sort()).toEqual(['Baja: defunción', 'Datos no encontrados']);
    await upload(maria, await importFile([unknown]));
    expect(await findingsForOpl()).toEqual(findings.map(({ kind, displayName }) => [kind, displayName]).sort());
    await expect(
      scene.context.module
        .get(Dispatcher)
        .ask({ ...opl, scope: { entidad: '09' } }, new ListImportFindings({ entidad: '22' })),
    ).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
  });

  it('accepts an auxiliary of another aspirant and flags them for the OPL, unless the OPL forbids it', async () => {
    const [shared, more] = [fresh(1)[0], fresh(1)[0]];
    if (!shared || !more) throw new Error('no person left');
    const first = await upload(other, await importFile([shared, more]));
    await decide(other, first.text, 'register');
    const own = { ...shared, email: 'otra-cuenta@correo.example' };
    const dropped = await upload(maria, await importFile([own]));
    await decide(maria, dropped.text, 'none');
    const otherAspirant = async () => (await findingsForOpl()).filter(([kind]) => kind === 'other-aspirant').length;
    expect(await otherAspirant()).toBe(0);
    const { text: page } = await upload(maria, await importFile([own]));
    expect(await maria.page(page)).toContain('1 persona correcta');
    expect(await otherAspirant()).toBe(0);
    await decide(maria, page, 'register');
    expect(await otherAspirant()).toBe(1);
    const { rows } = await scene.context.module.get(Dispatcher).ask(opl, new ListMaskedAuxiliaries({ limit: 200 }));
    expect(
      rows
        .filter((row) => row.otherAspirant)
        .map(({ aspirantId }) => aspirantId)
        .sort(),
    ).toEqual([scene.mariaId, scene.otherId].sort());
    expect(await sql('select aspirant_id from auxiliaries.auxiliary where also_of_other')).toEqual([
      { aspirant_id: scene.mariaId },
    ]);
    expect(await maria.page(page)).not.toContain('otra persona aspirante');

    await rule('refuse', 0);
    const refused = await upload(maria, await importFile([{ ...more, email: 'otra-mas@correo.example' }]));
    expect((await answerOf(maria, refused.text))[1]?.at(-2)).toContain('No se pudo validar');
    await rule('enter', 1);
  });

  it('checks rows again before registering them, and reports a value that has been taken since the first check', async () => {
    const [a, b, c] = [fresh(1)[0], fresh(1)[0], fresh(1)[0]];
    if (!a || !b || !c) throw new Error('no person left');
    const { text: page } = await upload(maria, await importFile([a, b]));
    expect(await maria.page(page)).toContain('2 personas correctas');
    const meanwhile = await upload(maria, await importFile([{ ...c, email: a.email }]));
    await decide(maria, meanwhile.text, 'register');
    await decide(maria, page, 'register');
    const result = await maria.page(page);
    expect(result).toContain('1 persona registrada');
    expect(result).toContain('1 fila por corregir');
    expect((await answerOf(maria, page))[1]?.at(-2)).toContain(
      'ya pertenece a otra persona auxiliar de esta misma lista',
    );
  });

  it('accepts one Excel file at a time, within the daily limit of queries (decision 28)', async () => {
    const csv = await upload(maria, Buffer.from('Nombre(s),Apellido paterno\n'));
    expect(csv.status).toBe(422);
    expect(csv.text).toContain('los archivos CSV tampoco se reciben');
    expect((await upload(maria, Buffer.alloc(0))).text).toContain('Falta el archivo');
    const broken = await upload(maria, Buffer.from('504b0304ffffffffffffffff', 'hex'));
    expect(await maria.page(broken.text)).toContain('no es un libro de Excel');
    await limit(1, 0);
    const spent = await upload(maria, await importFile(fresh(2)));
    expect(await maria.page(spent.text)).toContain('El archivo tiene 2 filas y hoy quedan 0 de las 1');
    await limit(20_000, 1);
    await scene.sql(
      `update auxiliaries.import set state = 'checking' where state = 'done' and aspirant_id = '${scene.mariaId}'`,
    );
    expect((await upload(maria, await importFile(fresh(1)))).text).toContain(
      'Todavía se está trabajando en otro archivo',
    );
    await scene.sql(`update auxiliaries.import set state = 'done' where state = 'checking'`);
  });

  it('is rejected with an error beside its field if the file is larger than 20 MB', async () => {
    for (const megabytes of [21, 25]) {
      const { status, text } = await upload(maria, Buffer.alloc(megabytes * 1024 * 1024));
      expect(status).toBe(422);
      expect(text).toContain('id="file-error"');
      expect(text).toContain('más de 20 MB');
    }
  });

  it('hides its page, progress, error workbook and decision from other aspirants', async () => {
    const { text: page } = await upload(maria, await importFile(fresh(1, { telefonoMovil: '1' })));
    for (const path of [page, `${page}?pagina=2`, `${page}/avance`, `${page}/por-corregir.xlsx`]) {
      expect((await other.get(path)).status).toBe(404);
    }
    expect((await other.post(page, { decision: 'register' })).status).toBe(404);
    const answer = await maria.get(`${page}/por-corregir.xlsx`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('spreadsheetml');
  });
});

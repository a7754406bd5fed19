import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importFile, type ImportRow } from '../../../../test/support/import-file.js';
import { ImportScene } from '../../../../test/support/import-scene.js';
import { PortalClient } from '../../../../test/support/portal-client.js';
import type { PortalScene } from '../../../../test/support/portal-scene.js';
import type { Actor } from '../../../kernel/access/actor.js';
import { systemActor } from '../../../kernel/access/actor.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { BindSignIn, GetAuxiliary, ListAuxiliariesOfAspirant } from '../index.js';

const imports = new ImportScene();
const { fresh, upload, decide, answerOf, sql } = imports;
let scene: PortalScene;
let maria: PortalClient;
let dispatcher: Dispatcher;
let aspirant: Actor;

beforeAll(async () => {
  ({ scene, maria } = await imports.open());
  dispatcher = scene.context.module.get(Dispatcher);
  const scope = { entidad: '22', aspirantId: scene.mariaId };
  aspirant = { ...systemActor('spec'), kind: 'aspirant', id: scene.mariaId, scope };
});
afterAll(() => scene.close());

/** Registers an auxiliary with the form of the portal, and returns their id. */
const byForm = async (row: ImportRow): Promise<string> => {
  const { status, text } = await maria.post('/portal/auxiliares', {
    ...row,
    emailProvider: row.emailProvider.toLowerCase(),
  });
  if (status !== 303) throw new Error(text);
  return text.replace(/\?.*$/, '').split('/').at(-1) ?? '';
};
/** Registers an auxiliary with a file of one row, and returns their id. */
const byExcel = async (row: ImportRow): Promise<string> => {
  const { text: page } = await upload(maria, await importFile([row]));
  await decide(maria, page, 'register');
  const [found] = await sql<{ id: string }>(
    'select id from auxiliaries.auxiliary order by registered_at desc, id_auxiliar desc limit 1',
  );
  if (!(await maria.page(page)).includes('1 persona registrada'))
    throw new Error(JSON.stringify(await answerOf(maria, page)));
  return found?.id ?? '';
};
const one = (change: Partial<ImportRow> = {}): ImportRow => {
  const [row] = fresh(1, change);
  if (!row) throw new Error('no person left');
  return row;
};
const stored = (auxiliaryId: string) => dispatcher.ask(aspirant, new GetAuxiliary({ auxiliaryId }));

describe.each([
  ['the form', byForm],
  ['an Excel file', byExcel],
])('an auxiliary registered with %s (§6.4)', (_, register) => {
  it.each([
    '+52 442 123 4567',
    '+52 1 442 123 4567',
    '044 (442) 123-45-67',
    '01-442-123-45-67',
    '\u202a442\u00a0123\u20114567\u202c',
  ])('has the same telephone number, typed as %s', async (telefonoMovil) => {
    expect(await stored(await register(one({ telefonoMovil })))).toMatchObject({ telefonoMovil: '4421234567' });
  });

  it('has names without invisible characters, with one kind of space and apostrophe', async () => {
    const row = one();
    const id = await register({
      ...row,
      nombre: `  \u202a${row.nombre.normalize('NFD')}\u202c`,
      paterno: `${row.paterno.split('').join('\u200b')}\u00a0 D’Alba`,
    });
    const { displayName } = await stored(id);
    expect(displayName).toBe([row.nombre, row.paterno, "D'Alba", row.materno].filter(Boolean).join(' '));
  });

  it('is recognised as already registered however the data is typed', async () => {
    const row = one({ telefonoMovil: '442 123 4567' });
    await register(row);
    const again = {
      ...row,
      nombre: row.nombre.toLowerCase().normalize('NFD'),
      paterno: ` ${row.paterno.toUpperCase()} `,
      telefonoMovil: '+52 1 442 123 4567',
      email: ` ${row.email.toUpperCase()}`,
      claveElector: row.claveElector.replaceAll('0', 'o').toLowerCase(),
    };
    const { text: page } = await upload(maria, await importFile([again]));
    expect(await maria.page(page)).toContain('1 ya registrada');
  });
});

describe('a name with digits or symbols', () => {
  const sentence = 'El nombre y los apellidos llevan solo letras; sobra «';
  it('is refused at its field by the form and by the file, with the same sentence', async () => {
    const row = one({ nombre: 'Ana2', paterno: '#Luna' });
    const { status, text } = await maria.post('/portal/auxiliares', { ...row, emailProvider: 'google' });
    expect(status).toBe(422);
    expect(text).toContain(`${sentence}2»`);
    expect(text).toContain(`${sentence}#»`);
    const { text: page } = await upload(maria, await importFile([row]));
    const cells = (await answerOf(maria, page)).flat().join('\n');
    expect(cells).toContain(`${sentence}2»`);
    expect(cells).toContain(`${sentence}#»`);
  });
});

describe('two spellings of one address', () => {
  const MAILBOX = ['Luz.Mar@gmail.com', 'luzmar+ine@googlemail.com', 'l.u.z.mar@gmail.com'] as const;

  it('count as one person at Gmail, within a file and later in the form', async () => {
    const [first, second] = fresh(2);
    if (!first || !second) throw new Error('no person left');
    const file = await importFile([
      { ...first, email: MAILBOX[0] },
      { ...second, email: MAILBOX[1] },
    ]);
    const { text: page } = await upload(maria, file);
    expect(await maria.page(page)).toContain('1 fila por corregir');
    expect((await answerOf(maria, page)).flat().join('\n')).toContain('ya está en la fila 2');
    await decide(maria, page, 'register');
    await expect(byForm(one({ email: MAILBOX[2] }))).rejects.toThrow('correo');
    const { rows } = await dispatcher.ask(
      aspirant,
      new ListAuxiliariesOfAspirant({ aspirantId: scene.mariaId, search: MAILBOX[2] }),
    );
    expect(rows.map(({ email }) => email)).toEqual(['luz.mar@gmail.com']);
  });

  it('count as two people at a provider other than Gmail', async () => {
    await byForm(one({ email: 'luz.mar@correo.example' }));
    await byForm(one({ email: 'luzmar@correo.example' }));
  });

  it("are the same at the auxiliary's first sign-in, which binds the account, also with a dictated id (§7.3)", async () => {
    const id = await byForm(one({ email: 'Eva.Sol@gmail.com' }));
    const [row] = await sql<{ idAuxiliar: string; processId: string }>(
      'select id_auxiliar as "idAuxiliar", process_id as "processId" from auxiliaries.auxiliary where id = ?',
      [id],
    );
    const { idAuxiliar = '', processId = '' } = row ?? {};
    const bind = (email: string, subject: string) =>
      dispatcher.run(
        systemActor('spec'),
        new BindSignIn({
          identity: { provider: 'google', subject, email },
          processId,
          idAuxiliar: ` ${idAuxiliar.toLowerCase().replaceAll('-', '—').replaceAll('0', 'o')}`,
        }),
      );
    expect(await bind('evasol@gmail.com', 'sub-1')).toMatchObject({ auxiliaryId: id, confirmed: true });
    await expect(bind('eva.sol@gmail.com', 'sub-2')).rejects.toMatchObject({ code: 'AUXILIARIES.ENROLMENT_REFUSED' });
    expect(await bind('otra@gmail.com', 'sub-1')).toMatchObject({ confirmed: true });
  });

  it("are the same at the aspirant's first sign-in, which binds the account (§5.D)", async () => {
    await scene.newAspirant({ email: 'Mar.Rio+ine@gmail.com', claveElector: 'RORIMR97061319M300', cic: '123456781' });
    const client = await PortalClient.signIn(scene, 'marrio@gmail.com');
    expect((await client.get('/portal')).status).toBe(200);
    expect((await (await PortalClient.signIn(scene, 'otro.rio@gmail.com')).get('/portal')).status).not.toBe(200);
  });
});

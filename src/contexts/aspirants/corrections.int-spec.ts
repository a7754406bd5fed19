import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { scannedPdf } from '../../../test/builders/pdf-file.js';
import { AspirantScene, opl, SCAN, otherOfficial, system } from '../../../test/support/aspirant-scene.js';
import { signedScan } from '../../demonstration/builders/index.js';
import { confirmAspirant } from '../../demonstration/seed/confirm-aspirant.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import {
  GetAspirantContact,
  GetAspirantData,
  GetAspirantHistory,
  GetSignedSheet,
  GetConfirmationSheet,
  CorrectAspirant,
  ListAspirants,
  RegisterAspirant,
  UploadSignedSheet,
  ValidateAspirant,
} from './index.js';
import { GetOwnRegistration } from './queries/get-own-registration.js';

let scene: AspirantScene;
let dispatcher: Dispatcher;

beforeAll(async () => {
  scene = await AspirantScene.open();
  ({ dispatcher } = scene);
});
afterAll(() => scene.close());

describe('the residence in a registration (§5.C)', () => {
  it.each([
    [
      'a municipio that the entidad does not have',
      { municipio: 'Tijuana' },
      'ASPIRANTS.MUNICIPIO_UNKNOWN',
      'municipio',
    ],
    ['a sección that the entidad does not have', { seccion: '0999' }, 'ASPIRANTS.SECCION_UNKNOWN', 'seccion'],
    ['a sección of another municipio', { seccion: '0001' }, 'ASPIRANTS.SECCION_ELSEWHERE', 'seccion'],
  ])('is rejected with %s', async (_, change, code, field) => {
    const refused = dispatcher.run(
      opl,
      new RegisterAspirant({ ...scene.newPerson(), ...change, officeId: scene.officeId }),
    );
    await expect(refused).rejects.toMatchObject({ code, field });
  });

  it('can name its municipio by key or by name, and be in an entidad other than that of birth in the clave', async () => {
    for (const municipio of ['014', 'QUERETARO', 'Querétaro']) {
      const registered = await dispatcher.run(
        opl,
        new RegisterAspirant({ ...scene.newPerson(), municipio, officeId: scene.officeId }),
      );
      expect(registered.warnings).toEqual([]);
      const { registration } = await dispatcher.ask(opl, new GetAspirantData({ aspirantId: registered.aspirantId }));
      expect(registration.municipio).toBe('Querétaro');
    }
  });

  it('causes a warning if no catalogue of the entidad is loaded', async () => {
    const elsewhere = { ...scene.newPerson(), entidad: '14', municipio: 'Guadalajara', seccion: '0900' };
    const { warnings } = await dispatcher.run(opl, new RegisterAspirant({ ...elsewhere, officeId: scene.officeId }));
    expect(warnings).toEqual([{ field: 'seccion', code: 'TERRITORY_UNCHECKED' }]);
  });
});

describe('the signed sheet (§5.F)', () => {
  it('is refused if it is unsigned, or of another registration or version', async () => {
    const aspirantId = await scene.register();
    await dispatcher.run(opl, new ValidateAspirant({ aspirantId, version: 1 }));
    const { folio } = await scene.summaryOf(aspirantId);
    const upload = (scan: Uint8Array, checked?: boolean) =>
      dispatcher.run(opl, new UploadSignedSheet({ aspirantId, version: 1, scan: new Uint8Array(scan), checked }));
    const { pdf } = await dispatcher.ask(opl, new GetConfirmationSheet({ aspirantId }));
    await expect(upload(pdf)).rejects.toMatchObject({ code: 'KERNEL.SCAN_UNSIGNED', field: 'scan' });
    await expect(upload(await signedScan('QRO-2027-01-0099-A v1'))).rejects.toMatchObject({
      ...{ code: 'ASPIRANTS.SHEET_OF_OTHER', field: 'scan', params: { found: 'QRO-2027-01-0099-A', folio } },
    });
    await expect(upload(await signedScan(`${folio} v2`))).rejects.toMatchObject({
      ...{ code: 'ASPIRANTS.SHEET_OF_OTHER_VERSION', params: { found: 2, version: 1 } },
    });
    await expect(upload(SCAN, false)).rejects.toMatchObject({
      ...{ code: 'ASPIRANTS.SHEET_UNREADABLE', field: 'checked', params: { folio, version: 1 } },
    });
    const readable = await signedScan(`${folio} v1`);
    await upload(readable, false);
    const [entry] = await scene.sql<{ details: object }>(
      `select details from kernel.audit_entry
       where action = 'aspirants.upload-signed-sheet' and subject_id = ? and outcome = 'done'`,
      [aspirantId],
    );
    expect(entry?.details).toMatchObject({ code: 'read' });
    expect((await dispatcher.ask(opl, new GetSignedSheet({ aspirantId }))).scan.equals(readable)).toBe(true);
    scene.context.clock.advance(1000);
    // The official's word replaces a code that could not be read.
    await upload(SCAN, true);
    const history = await dispatcher.ask(opl, new GetAspirantHistory({ aspirantId }));
    expect(history.filter(({ kind }) => kind === 'signed')).toMatchObject([
      { number: 2, codeRead: false, by: 'opl-22' },
      { number: 1, codeRead: true },
    ]);
  });
});

describe('the file of a signed sheet', () => {
  it('is checked without a database connection', async () => {
    const aspirantId = await scene.register();
    const release = await holdEveryConnection();
    const scan = new TextEncoder().encode('firmada');
    const upload = dispatcher.run(opl, new UploadSignedSheet({ aspirantId, version: 1, scan }));
    await expect(upload).rejects.toMatchObject({ code: 'KERNEL.SCAN_FORMAT' });
    await release();
  });

  it('is refused while two files of the same official are being read', async () => {
    const aspirantId = await scene.register();
    const scan = new TextEncoder().encode('firmada');
    const uploads = [opl, opl, opl, { ...opl, id: 'opl-22-b' }].map((official) =>
      dispatcher.run(official, new UploadSignedSheet({ aspirantId, version: 1, scan })),
    );
    const refusals = (await Promise.allSettled(uploads)).map((upload) =>
      upload.status === 'rejected' ? (upload.reason as unknown) : undefined,
    );
    expect(refusals).toMatchObject([
      { code: 'KERNEL.SCAN_FORMAT' },
      { code: 'KERNEL.SCAN_FORMAT' },
      { code: 'KERNEL.TOO_MANY_SCANS', kind: 'too-many', retryAfterSeconds: 2 },
      { code: 'KERNEL.SCAN_FORMAT' },
    ]);
  });

  /** Takes every connection of the pool. */
  async function holdEveryConnection(): Promise<() => Promise<void>> {
    const em = scene.context.module.get(EntityManager);
    const { max } = (em.getKnex().client as { pool: { max: number } }).pool;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const taken: Promise<void>[] = [];
    const ended = Array.from({ length: max }, () => {
      let take = (): void => undefined;
      taken.push(new Promise<void>((resolve) => (take = resolve)));
      return em.fork().transactional(async (fork) => {
        await fork.execute('select 1');
        take();
        await held;
      });
    });
    await Promise.all(taken);
    return async () => {
      release();
      await Promise.all(ended);
    };
  }
});

describe('the search in the list of aspirants', () => {
  it('finds a registration by clave de elector, e-mail or folio without hyphens, within the entidad', async () => {
    const person = scene.newPerson();
    const aspirantId = await scene.register(person);
    const { folio } = await scene.summaryOf(aspirantId);
    const clave = person.claveElector.toLowerCase().replace(/(.{6})/g, '$1 ');
    for (const search of [clave, ` ${person.email.toUpperCase()}`, folio.replaceAll('-', '').toLowerCase()]) {
      const { rows } = await dispatcher.ask(opl, new ListAspirants({ search }));
      expect(rows.map(({ id }) => id)).toEqual([aspirantId]);
      expect((await dispatcher.ask(otherOfficial, new ListAspirants({ search }))).rows).toEqual([]);
    }
  });
});

describe('corrections (§5.B–F)', () => {
  it('return a validated registration to draft, so that only signed data is confirmed', async () => {
    const aspirantId = await scene.register();
    await dispatcher.run(opl, new ValidateAspirant({ aspirantId, version: 1 }));
    await dispatcher.run(opl, new UploadSignedSheet({ aspirantId, version: 1, scan: SCAN }));
    await scene.correct(aspirantId, { telefonoMovil: '4427654321' }, '');
    expect(await scene.summaryOf(aspirantId)).toMatchObject({
      ...{ status: 'draft', version: 2, validatedVersion: 1, signedVersion: 1 },
    });
    await expect(dispatcher.ask(opl, new GetConfirmationSheet({ aspirantId }))).rejects.toMatchObject({
      code: 'ASPIRANTS.NOT_VALIDATED',
    });
  });

  it('keep every signed sheet of a version, numbered in the order of their upload', async () => {
    const aspirantId = await scene.register();
    await dispatcher.run(opl, new ValidateAspirant({ aspirantId, version: 1 }));
    const replacement = new Uint8Array(scannedPdf('firmada otra vez'));
    for (const scan of [SCAN, replacement]) {
      await dispatcher.run(opl, new UploadSignedSheet({ aspirantId, version: 1, scan }));
      scene.context.clock.advance(1000);
    }
    const history = await dispatcher.ask(opl, new GetAspirantHistory({ aspirantId }));
    const numbers = history.flatMap((entry) => (entry.kind === 'signed' ? [[entry.version, entry.number]] : []));
    expect(numbers).toEqual([
      [1, 2],
      [1, 1],
    ]);
    const newest = await dispatcher.ask(opl, new GetSignedSheet({ aspirantId }));
    expect([newest.fileName.slice(-9), newest.scan.equals(replacement)]).toEqual(['-v1-2.pdf', true]);
    const first = await dispatcher.ask(opl, new GetSignedSheet({ aspirantId, version: 1, number: 1 }));
    expect([first.fileName.slice(-7), first.scan.equals(SCAN)]).toEqual(['-v1.pdf', true]);
  });

  it('of a confirmed registration require a reason and a signed sheet of the new version, and keep it confirmed', async () => {
    const aspirantId = await scene.confirmed();
    await expect(scene.correct(aspirantId, { materno: 'Ibarra' }, '')).rejects.toMatchObject({
      ...{ code: 'ASPIRANTS.REASON_MISSING', field: 'reason' },
    });
    const { warnings } = await scene.correct(aspirantId, { materno: 'Ibarra' });
    expect(await scene.summaryOf(aspirantId)).toMatchObject({
      ...{
        status: 'confirmed',
        version: 2,
        signedVersion: 1,
        displayName: expect.stringMatching(/ Xolotl Ibarra$/) as unknown,
      },
    });
    const early = dispatcher.run(opl, new UploadSignedSheet({ aspirantId, version: 2, scan: SCAN }));
    await expect(early).rejects.toMatchObject({ code: 'ASPIRANTS.NOT_VALIDATED' });
    const acknowledged = warnings.map(({ field, code }) => `${field}:${code}`);
    await dispatcher.run(opl, new ValidateAspirant({ aspirantId, version: 2, acknowledged }));
    const sheet = await dispatcher.ask(opl, new GetConfirmationSheet({ aspirantId }));
    expect(sheet.fileName).toMatch(/-v2\.pdf$/);
    await dispatcher.run(opl, new UploadSignedSheet({ aspirantId, version: 2, scan: SCAN }));
    expect(await scene.summaryOf(aspirantId)).toMatchObject({ status: 'confirmed', signedVersion: 2 });
    const again = dispatcher.run(opl, new UploadSignedSheet({ aspirantId, version: 2, scan: SCAN }));
    await expect(again).rejects.toMatchObject({ code: 'ASPIRANTS.SHEET_SIGNED' });
  });

  it('record actor, reason, and old and new values, encrypted; every read is audited', async () => {
    const aspirantId = await scene.confirmed();
    await scene.correct(
      aspirantId,
      { telefonoMovil: '4429998877', observaciones: 'Corrigió su teléfono' },
      'Lo pidió por oficio',
    );
    const [row] = await scene.sql<{ row: string }>(
      `select row_to_json(c)::text as row from aspirants.correction c where aspirant_id = ?`,
      [aspirantId],
    );
    for (const secret of ['4429998877', '4421234567', 'oficio']) {
      expect(row?.row).not.toContain(secret);
      expect(Buffer.from(/"changes":"\\\\x([\da-f]+)"/.exec(row?.row ?? '')?.[1] ?? '', 'hex').includes(secret)).toBe(
        false,
      );
    }
    const countReads = () =>
      scene.sql<{ n: number }>(
        `select count(*)::int as n from kernel.audit_entry where subject_id = ? and action = 'aspirants.get-aspirant-history'`,
        [aspirantId],
      );
    const [before] = await countReads();
    const history = await dispatcher.ask(opl, new GetAspirantHistory({ aspirantId }));
    expect((await countReads())[0]?.n).toBe((before?.n ?? 0) + 1);
    expect(history.find(({ kind }) => kind === 'correction')).toEqual({
      ...{
        kind: 'correction',
        version: 2,
        by: 'opl-22',
        reason: 'Lo pidió por oficio',
        at: expect.any(String) as unknown,
      },
      changes: [
        { field: 'telefonoMovil', from: '4421234567', to: '4429998877' },
        { field: 'observaciones', from: '', to: 'Corrigió su teléfono' },
      ],
    });
    expect(history.map(({ kind }) => kind).sort()).toEqual(['correction', 'signed', 'status', 'status', 'validation']);
    await confirmAspirant(dispatcher, opl, aspirantId, SCAN);
    const validations = await dispatcher.ask(opl, new GetAspirantHistory({ aspirantId }));
    expect(validations.filter(({ kind }) => kind === 'validation')).toMatchObject([{ version: 2 }, { version: 1 }]);
    await expect(dispatcher.ask(otherOfficial, new GetAspirantHistory({ aspirantId }))).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
  });

  it('are rejected if nothing changes, if the version is stale, or if another aspirant has the clave or e-mail', async () => {
    const [aspirantId, taken] = [await scene.confirmed(), scene.newPerson()];
    const other = await scene.register(taken);
    await expect(scene.correct(aspirantId, {})).rejects.toMatchObject({ code: 'ASPIRANTS.NOTHING_CHANGED' });
    const stale = new CorrectAspirant({
      ...scene.newPerson(),
      aspirantId,
      version: 7,
      officeId: scene.officeId,
      reason: 'x',
    });
    await expect(dispatcher.run(opl, stale)).rejects.toMatchObject({ code: 'ASPIRANTS.VERSION_CHANGED' });
    await expect(scene.correct(aspirantId, { email: taken.email })).rejects.toMatchObject({
      code: 'ASPIRANTS.EMAIL_TAKEN',
    });
    await expect(scene.correct(aspirantId, { claveElector: taken.claveElector })).rejects.toMatchObject({
      ...{ code: 'ASPIRANTS.CLAVE_TAKEN', params: { folio: (await scene.summaryOf(other)).folio } },
    });
  });

  it('cause a warning if another aspirant for the office has the same name (§5.B)', async () => {
    const first = scene.newPerson();
    await scene.register(first);
    const second = { ...scene.newPerson(), nombre: first.nombre.toUpperCase() };
    const { warnings } = await dispatcher.run(opl, new RegisterAspirant({ ...second, officeId: scene.officeId }));
    expect(warnings).toEqual([{ field: 'nombre', code: 'SAME_NAME' }]);
    const elsewhere = { ...scene.newPerson(), nombre: first.nombre };
    const other = await dispatcher.run(opl, new RegisterAspirant({ ...elsewhere, officeId: scene.otherOffice }));
    expect(other.warnings).toEqual([]);
  });

  it('cause a warning if the e-mail is that of another person in another process of the OPL (§5.D)', async () => {
    const person = scene.newPerson();
    await dispatcher.run(opl, new RegisterAspirant({ ...person, officeId: scene.foreignOffice }));
    const again = await dispatcher.run(opl, new RegisterAspirant({ ...person, officeId: scene.officeId }));
    expect(again.warnings).toEqual([]);
    const aspirantId = await scene.confirmed();
    const other = scene.newPerson();
    await dispatcher.run(opl, new RegisterAspirant({ ...other, officeId: scene.foreignOffice }));
    const { version, warnings } = await scene.correct(aspirantId, { email: other.email });
    expect(warnings).toEqual([{ field: 'email', code: 'EMAIL_OF_OTHER' }]);
    await expect(dispatcher.run(opl, new ValidateAspirant({ aspirantId, version }))).rejects.toMatchObject({
      ...{ code: 'ASPIRANTS.WARNING_OPEN', field: 'email:EMAIL_OF_OTHER' },
    });
  });

  it('cause a warning if the person does not live in the municipality of the office', async () => {
    const person = { ...scene.newPerson(), municipio: 'Corregidora', seccion: '0120' };
    const { warnings } = await dispatcher.run(opl, new RegisterAspirant({ ...person, officeId: scene.otherOffice }));
    expect(warnings).toEqual([{ field: 'municipio', code: 'MUNICIPIO_NOT_OF_OFFICE' }]);
  });

  it('may change the office within the process until confirmation, but never the process', async () => {
    const draft = await scene.register();
    await expect(scene.correct(draft, { officeId: scene.foreignOffice })).rejects.toMatchObject({
      code: 'ASPIRANTS.PROCESS_FIXED',
    });
    await scene.correct(draft, { officeId: scene.otherOffice });
    expect(await scene.summaryOf(draft)).toMatchObject({ officeId: scene.otherOffice });
    const aspirantId = await scene.confirmed();
    await expect(scene.correct(aspirantId, { officeId: scene.otherOffice })).rejects.toMatchObject({
      ...{ code: 'ASPIRANTS.OFFICE_FIXED', field: 'officeId' },
    });
  });

  it('change the sign-in account once the new sheet is signed, end the sessions and notify both addresses (§5.D)', async () => {
    const person = scene.newPerson();
    const aspirantId = await scene.confirmed(person);
    expect(await scene.signIn(person.email, 'former')).toMatchObject({ id: aspirantId });
    await scene.sql(`insert into kernel.session (sid, sess, expire) values ('s', ?, now() + interval '1 hour')`, [
      JSON.stringify({ accountId: aspirantId }),
    ]);
    await scene.drain();
    const before = scene.mailbox.messages.length;
    await scene.correct(aspirantId, { email: 'con.error@example.com' });
    await scene.correct(aspirantId, { email: 'nueva.cuenta@example.com' });
    await scene.drain();
    expect(scene.mailbox.messages).toHaveLength(before);
    expect(await scene.sql(`select 1 from kernel.session where sid = 's'`)).toHaveLength(1);
    expect(await scene.signIn(person.email, 'former')).toMatchObject({ id: aspirantId });
    expect(await scene.signIn('nueva.cuenta@example.com', 'new')).toBeNull();
    const contact = await dispatcher.ask(system, new GetAspirantContact({ aspirantId }));
    expect(contact.email).toBe(person.email);
    const own = await dispatcher.ask(system, new GetOwnRegistration({ aspirantId }));
    expect(own).toMatchObject({ accessPending: true, registration: { email: person.email } });
    await expect(
      scene.register({ ...scene.newPerson(), email: 'nueva.cuenta@example.com' as never }),
    ).rejects.toMatchObject({ code: 'ASPIRANTS.EMAIL_TAKEN' });

    await confirmAspirant(dispatcher, opl, aspirantId, SCAN);
    await scene.drain();
    const sent = scene.mailbox.messages.slice(before).map(({ to, subject }) => [[to].flat()[0]?.text, subject]);
    expect(sent).toHaveLength(2);
    expect(sent).toEqual(
      expect.arrayContaining([
        ['nueva.cuenta@example.com', expect.stringContaining('Cuenta de acceso cambiada')],
        [person.email, expect.stringContaining('dejó de ser su acceso')],
      ]),
    );
    expect(await scene.sql(`select 1 from kernel.session where sid = 's'`)).toEqual([]);
    expect(await scene.signIn(person.email, 'former')).toBeNull();
    expect(await scene.signIn('nueva.cuenta@example.com', 'new')).toMatchObject({ id: aspirantId });
  });

  it('leave the account as it is if the address is corrected back before the signature (§5.D)', async () => {
    const person = scene.newPerson();
    const aspirantId = await scene.confirmed(person);
    await scene.signIn(person.email, 'same');
    await scene.correct(aspirantId, { email: 'equivocada@example.com' });
    expect(await scene.summaryOf(aspirantId)).toMatchObject({ accessPending: true });
    await scene.correct(aspirantId, { email: person.email });
    expect(await scene.summaryOf(aspirantId)).toMatchObject({ accessPending: false });
    await confirmAspirant(dispatcher, opl, aspirantId, SCAN);
    expect(await scene.signIn('otra@example.com', 'same')).toMatchObject({ id: aspirantId });
  });

  it('ask for confirmation if they change the account of a confirmed aspirant (§5.D)', async () => {
    const aspirantId = await scene.confirmed();
    const change = { email: 'cambio@example.com', accessChecked: false as never };
    await expect(scene.correct(aspirantId, change)).rejects.toMatchObject({
      ...{ code: 'ASPIRANTS.ACCESS_CHANGES', field: 'accessChecked' },
    });
    await scene.correct(aspirantId, { telefonoMovil: '4427654321', accessChecked: false as never } as never);
  });
});

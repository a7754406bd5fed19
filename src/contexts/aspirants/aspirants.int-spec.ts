import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner, contextModule, type TestContext } from '../../../test/support/app.js';
import { scannedPdf } from '../../../test/builders/pdf-file.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import type { DomainError } from '../../kernel/errors/domain-error.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { BlobStore } from '../../kernel/storage/blob-store.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { AspirantsModule } from './aspirants.module.js';
import {
  ConfirmAspirant,
  GetAspirant,
  GetAspirantData,
  GetConfirmationSheet,
  GetSignedSheet,
  ListAspirants,
  RegisterAspirant,
  SignInAspirant,
  UploadSignedSheet,
  ValidateAspirant,
} from './index.js';
import { addOffice, createProcess, ASPIRANT_REGISTRATION } from '../../demonstration/world/index.js';

const PERMISSIONS = [
  'processes.manage',
  'processes.read',
  'aspirants.register',
  'aspirants.confirm',
  'aspirants.read',
] as const;

const official = (entidad: string): Actor => ({
  kind: 'official',
  id: `opl-${entidad}`,
  label: 'opl-admin',
  permissions: new Set(PERMISSIONS),
  scope: { entidad },
});

const registration = {
  ...ASPIRANT_REGISTRATION,
  identificadorCiudadano: '987654321',
  email: 'Maria.Xolotl@example.com',
} as const;

let context: TestContext;
let mailbox: Mailbox;
let dispatcher: Dispatcher;
let officeId: string;
let aspirantId: string;
let counter = 0;

beforeAll(async () => {
  mailbox = await openMailbox();
  context = await contextModule([ProcessesModule, AspirantsModule], { SMTP_URL: mailbox.url });
  dispatcher = context.module.get(Dispatcher);
  const queretaro = official('22');
  const { processId } = await createProcess(dispatcher, queretaro);
  ({ officeId } = await addOffice(dispatcher, queretaro, processId, {
    kind: 'ayuntamiento',
    name: 'Presidencia municipal de Querétaro',
    territory: '014',
  }));
});

afterAll(async () => {
  await context.close();
  await mailbox.close();
});

describe('registration of an aspirant (§5.B–E)', () => {
  it.each([
    [
      'a birth date that differs from the clave de elector',
      { fechaNacimiento: '1997-06-14' },
      'ASPIRANTS.CLAVE_DATE_MISMATCH',
      'claveElector',
    ],
    ['no phone number', { telefonoMovil: '' }, 'ASPIRANTS.TELEPHONE_MISSING', 'telefonoMovil'],
    ['a phone number of nine digits', { telefonoMovil: '442123456' }, 'ASPIRANTS.TELEPHONE_FORMAT', 'telefonoMovil'],
    ['a type E credential without CIC', { cic: '' }, 'ASPIRANTS.CREDENTIAL_NUMBER_MISSING', 'cic'],
    [
      'a type C credential without OCR',
      { credentialType: 'C' as const, cic: '' },
      'ASPIRANTS.CREDENTIAL_NUMBER_MISSING',
      'ocr',
    ],
    ['a CIC of eight digits', { cic: '12345678' }, 'ASPIRANTS.CIC_FORMAT', 'cic'],
    ['an OCR of twelve digits', { ocr: '041298765432' }, 'ASPIRANTS.OCR_FORMAT', 'ocr'],
    [
      'an identificador of ten digits',
      { identificadorCiudadano: '9876543210' },
      'ASPIRANTS.CITIZEN_ID_FORMAT',
      'identificadorCiudadano',
    ],
    ['an issue number of three digits', { numeroEmision: '001' }, 'ASPIRANTS.EMISSION_FORMAT', 'numeroEmision'],
    ['a malformed clave de elector', { claveElector: 'XLIBGD97061319Z100' }, 'ASPIRANTS.CLAVE_FORMAT', 'claveElector'],
    ['no name', { nombre: ' ' }, 'KERNEL.FIELD_MISSING', 'nombre'],
    ['no surname', { paterno: '' }, 'KERNEL.FIELD_MISSING', 'paterno'],
    ['an unknown place of birth', { lugarNacimiento: '40' }, 'ASPIRANTS.BIRTHPLACE_UNKNOWN', 'lugarNacimiento'],
    ['an impossible birth date', { fechaNacimiento: '1997-02-30' }, 'ASPIRANTS.DATE_INVALID', 'fechaNacimiento'],
    ['an unknown gender', { genero: 'F' as 'M' }, 'KERNEL.INPUT_INVALID', 'genero'],
    ['an unknown entidad', { entidad: '33' }, 'ASPIRANTS.ENTIDAD_UNKNOWN', 'entidad'],
    ['no municipio', { municipio: '' }, 'KERNEL.FIELD_MISSING', 'municipio'],
    ['an invalid e-mail', { email: 'maria' }, 'KERNEL.EMAIL_FORMAT', 'email'],
    ['an unknown e-mail provider', { emailProvider: 'yahoo' as 'google' }, 'KERNEL.INPUT_INVALID', 'emailProvider'],
    [
      'an invalid date of the manifestación',
      { fechaManifestacion: '10/01' },
      'ASPIRANTS.DATE_FORMAT',
      'fechaManifestacion',
    ],
    ['a year of two digits', { fechaManifestacion: '10/01/27' }, 'ASPIRANTS.DATE_SHORT_YEAR', 'fechaManifestacion'],
    [
      'a manifestación of another process',
      { fechaManifestacion: '1926-11-28' },
      'ASPIRANTS.MANIFESTATION_BEFORE_PROCESS',
      'fechaManifestacion',
    ],
    ['a birth date before 1900', { fechaNacimiento: '1897-06-13' }, 'ASPIRANTS.BIRTH_YEAR', 'fechaNacimiento'],
    [
      'a person who will not be 18 in the year of the election',
      { fechaNacimiento: '2010-10-10', claveElector: 'XLIBGD10101019M100' },
      'ASPIRANTS.UNDER_AGE',
      'fechaNacimiento',
    ],
    [
      'a phone number whose digits are all the same',
      { telefonoMovil: '000 000 0000' },
      'ASPIRANTS.TELEPHONE_FORMAT',
      'telefonoMovil',
    ],
    [
      'a date of the manifestación in the future',
      { fechaManifestacion: '2027-01-16' },
      'ASPIRANTS.DATE_IN_THE_FUTURE',
      'fechaManifestacion',
    ],
    [
      'a birth date in the future',
      { fechaNacimiento: '2027-01-16' },
      'ASPIRANTS.DATE_IN_THE_FUTURE',
      'fechaNacimiento',
    ],
    ['no oficio number', { numeroOficio: '' }, 'KERNEL.FIELD_MISSING', 'numeroOficio'],
    ['no internal folio', { folioInterno: '' }, 'KERNEL.FIELD_MISSING', 'folioInterno'],
    ['a sección of three digits', { seccion: '412' }, 'ASPIRANTS.SECCION_FORMAT', 'seccion'],
  ])('is rejected with %s; the error names the field', async (_, change, code, field) => {
    const refused = dispatcher.run(official('22'), new RegisterAspirant({ ...registration, ...change, officeId }));
    await expect(refused).rejects.toMatchObject({ code, field });
  });

  it.each([
    [{ cic: '', ocr: '' }, ['credentialType', 'cic']],
    [{ cic: '', ocr: '0412987654321' }, ['credentialType']],
  ])('asks for a missing credential type and, unless there is an OCR, for the CIC too: %j', async (numbers, fields) => {
    const input = { ...registration, ...numbers, credentialType: '' as 'C', officeId };
    const refused = dispatcher.run(official('22'), new RegisterAspirant(input));
    const error = await refused.then(
      () => undefined,
      (cause: unknown) => cause as DomainError,
    );
    expect(error?.all().map(({ field }) => field)).toEqual(fields);
  });

  it('reports all errors in a form together', async () => {
    const refused = dispatcher.run(
      official('22'),
      new RegisterAspirant({ ...registration, telefonoMovil: '', seccion: '1', officeId }),
    );
    await expect(refused).rejects.toMatchObject({ also: [expect.objectContaining({ field: 'seccion' })] });
  });

  it('is refused to an official of another entidad', async () => {
    const refused = dispatcher.run(official('14'), new RegisterAspirant({ ...registration, officeId }));
    await expect(refused).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
  });

  it('stores a draft with a folio and encrypts its personal data', async () => {
    const registered = await dispatcher.run(official('22'), new RegisterAspirant({ ...registration, officeId }));
    ({ aspirantId } = registered);
    expect(registered.folio).toMatch(/-0001-[0-9A-Z]$/);
    const [row] = await asOwner(context.module).execute<{ row: string }[]>(
      'select row_to_json(a)::text as row from aspirants.aspirant a',
    );
    expect(row?.row).not.toContain('XLIBGD97061319M100');
    expect(row?.row.toLowerCase()).not.toContain('maria.xolotl');
  });

  it.each([
    ['a different place of birth', { lugarNacimiento: '14' }, ['claveElector:CLAVE_ENTIDAD_MISMATCH']],
    ['different names', { nombre: 'Pedro' }, ['claveElector:CLAVE_NAME_MISMATCH']],
    [
      'a different gender, because the registry may lawfully differ',
      { genero: 'H' as const },
      ['claveElector:CLAVE_SEX_MISMATCH'],
    ],
    ['gender X', { genero: 'X' as const }, ['claveElector:CLAVE_SEX_OPEN']],
    ['gender NB', { genero: 'NB' as const }, ['claveElector:CLAVE_SEX_OPEN']],
    ['a different sección in the OCR', { ocr: '0413987654321' }, ['ocr:OCR_SECCION_MISMATCH']],
    ['a missing identificador', { identificadorCiudadano: '' }, ['identificadorCiudadano:IDENTIFIER_INCOMPLETE']],
    [
      'a Gmail address with Facebook',
      { email: 'x@gmail.com', emailProvider: 'facebook' as const },
      ['emailProvider:EMAIL_PROVIDER_UNLIKELY'],
    ],
    ['a letter that documents cannot print', { materno: 'Ibáñez Ⅱ' }, ['materno:NAME_NOT_PRINTABLE']],
    ['a Hotmail address with Google', { email: 'x@hotmail.com' }, ['emailProvider:EMAIL_PROVIDER_UNLIKELY']],
  ])('only warns about %s', async (_, change, expected) => {
    counter += 1;
    const registered = await dispatcher.run(
      official('22'),
      new RegisterAspirant({
        ...registration,
        claveElector: `XLIBGD97061319M${String(200 + counter)}`,
        email: `otra${String(counter)}@example.com`,
        ...change,
        officeId,
      }),
    );
    const keys = registered.warnings.map(({ field, code }) => `${field}:${code}`);
    expect(keys.filter((key) => !/:(TERRITORY_UNCHECKED|SAME_NAME)$/.test(key))).toEqual(expected);
    const stored = await dispatcher.ask(official('22'), new GetAspirantData({ aspirantId: registered.aspirantId }));
    expect(stored.warnings.map(({ field, code }) => `${field}:${code}`).sort()).toEqual([...keys].sort());
    expect(stored.warnings.every(({ acknowledged }) => !acknowledged)).toBe(true);
  });

  it.each([
    ['an e-mail address', { claveElector: 'XLIBGD97061319M900' }, 'ASPIRANTS.EMAIL_TAKEN'],
    ['a clave de elector', { email: 'nueva@example.com' }, 'ASPIRANTS.CLAVE_TAKEN'],
  ])('is rejected with %s that is already registered in the process', async (_, change, code) => {
    const refused = dispatcher.run(official('22'), new RegisterAspirant({ ...registration, ...change, officeId }));
    await expect(refused).rejects.toMatchObject({ code });
  });

  it('reports field, rule and emblem errors together with values that another registration already uses', async () => {
    const awkward = new RegisterAspirant({
      ...registration,
      officeId,
      nombre: '',
      genero: '' as 'M',
      fechaManifestacion: '31/02/2027',
      telefonoMovil: '12345',
      seccion: '12',
      emblema: new Uint8Array([1, 2, 3]),
    });
    const refused = dispatcher.run(official('22'), awkward);
    const fields = await refused.then(
      () => [],
      (error: unknown) => (error as DomainError).all().map(({ field, code }) => `${String(field)} ${code}`),
    );
    expect(fields.sort()).toEqual([
      'claveElector ASPIRANTS.CLAVE_TAKEN',
      'email ASPIRANTS.EMAIL_TAKEN',
      'emblema ASPIRANTS.EMBLEM_FORMAT',
      'fechaManifestacion ASPIRANTS.DATE_INVALID',
      'genero KERNEL.FIELD_MISSING',
      'nombre KERNEL.FIELD_MISSING',
      'seccion ASPIRANTS.SECCION_FORMAT',
      'telefonoMovil ASPIRANTS.TELEPHONE_FORMAT',
    ]);
  });

  it('asks for all required fields of an empty form together, even without an office', async () => {
    const refused = dispatcher.run(official('22'), new RegisterAspirant({} as never));
    const fields = await refused.then(
      () => [],
      (error: unknown) => (error as DomainError).all().map(({ field }) => field),
    );
    expect(new Set(fields).size).toBe(fields.length);
    expect(fields).toEqual(
      expect.arrayContaining([
        ...['officeId', 'nombre', 'paterno', 'lugarNacimiento', 'fechaNacimiento', 'genero', 'telefonoMovil'],
        ...['credentialType', 'claveElector', 'entidad', 'municipio', 'seccion', 'email', 'emailProvider'],
        ...['fechaManifestacion', 'numeroOficio', 'folioInterno'],
      ]),
    );
  });
});

describe('the confirmation of an aspirant (§5.F)', () => {
  const opl = official('22');
  const scan = new Uint8Array(scannedPdf('firmada'));
  const upload = (version: number, bytes = scan) =>
    dispatcher.run(opl, new UploadSignedSheet({ aspirantId, version, scan: bytes }));
  const validate = (acknowledged: string[], version = 1) =>
    dispatcher.run(opl, new ValidateAspirant({ aspirantId, version, acknowledged }));
  const statusOf = async () => (await dispatcher.ask(opl, new GetAspirant({ aspirantId }))).status;
  const countReads = async () => {
    const em = asOwner(context.module);
    return (
      await em.execute(`select 1 from kernel.audit_entry where outcome = 'read' and subject_id = ?`, [aspirantId])
    ).length;
  };

  it.each([
    ['printed', () => dispatcher.ask(opl, new GetConfirmationSheet({ aspirantId }))],
    ['uploaded as signed', () => upload(1)],
    ['confirmed', () => dispatcher.run(opl, new ConfirmAspirant({ aspirantId }))],
  ])('requires validated data before anything is %s', async (_, act) => {
    await expect(act()).rejects.toMatchObject({ code: 'ASPIRANTS.NOT_VALIDATED' });
  });

  it('shows the official the complete registration for validation; the read is audited', async () => {
    const before = await countReads();
    const { registration: shown, version } = await dispatcher.ask(opl, new GetAspirantData({ aspirantId }));
    expect(version).toBe(1);
    expect(shown).toMatchObject({ claveElector: 'XLIBGD97061319M100', telefonoMovil: '4421234567', seccion: '0412' });
    expect(await countReads()).toBe(before + 1);
  });

  it('requires a validation in which every warning is acknowledged, and records by whom (§5.C)', async () => {
    const { warnings } = await dispatcher.ask(opl, new GetAspirantData({ aspirantId }));
    const em = asOwner(context.module);
    await em.execute(
      `insert into aspirants.warning (aspirant_id, version, field, code, noted_at) values (?, 1, 'claveElector', 'CLAVE_SEX_OPEN', now())`,
      [aspirantId],
    );
    await expect(validate([])).rejects.toMatchObject({ code: 'ASPIRANTS.WARNING_OPEN' });
    expect(await statusOf()).toBe('draft');
    await validate([...warnings.map(({ field, code }) => `${field}:${code}`), 'claveElector:CLAVE_SEX_OPEN']);
    expect(await statusOf()).toBe('validated');
    const stored = await em.execute<{ by: string | null }[]>(
      `select acknowledged_by as by from aspirants.warning where aspirant_id = ?`,
      [aspirantId],
    );
    expect(stored.map(({ by }) => by)).toContain('opl-22');
    expect(stored.every(({ by }) => by === 'opl-22')).toBe(true);
    await expect(validate([])).rejects.toMatchObject({ code: 'ASPIRANTS.ALREADY_VALIDATED' });
  });

  it('uses a sheet that is printed with the version of the data; the read is audited', async () => {
    const before = await countReads();
    const sheet = await dispatcher.ask(opl, new GetConfirmationSheet({ aspirantId }));
    expect(sheet.pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(sheet.fileName).toMatch(/-v1\.pdf$/);
    expect(await countReads()).toBe(before + 1);
  });

  it('is refused before the signed sheet is uploaded', async () => {
    await expect(dispatcher.run(opl, new ConfirmAspirant({ aspirantId }))).rejects.toMatchObject({
      code: 'ASPIRANTS.SHEET_NOT_SIGNED',
    });
  });

  it('accepts only a scan, and only of the latest version', async () => {
    await expect(upload(1, new TextEncoder().encode('firmada'))).rejects.toMatchObject({ code: 'KERNEL.SCAN_FORMAT' });
    await expect(upload(2)).rejects.toMatchObject({ code: 'ASPIRANTS.VERSION_CHANGED' });
    const outOfScope = dispatcher.run(official('14'), new UploadSignedSheet({ aspirantId, version: 1, scan }));
    await expect(outOfScope).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
    await upload(1);
    expect(await dispatcher.ask(opl, new GetAspirant({ aspirantId }))).toMatchObject({
      status: 'validated',
      signedVersion: 1,
    });
  });

  it('returns the signed sheet unchanged, audits the read, and stores it encrypted', async () => {
    const before = await countReads();
    const signed = await dispatcher.ask(opl, new GetSignedSheet({ aspirantId }));
    expect(signed.scan.equals(scan)).toBe(true);
    expect(await countReads()).toBe(before + 1);
    const em = asOwner(context.module);
    const [row] = await em.execute<{ blob_key: string }[]>('select blob_key from aspirants.signed_sheet');
    const stored = await context.module.get(BlobStore).read(row?.blob_key ?? '');
    expect(stored.includes('firmada')).toBe(false);
  });

  it.each([
    ['damaged', Buffer.from('%PDF-1.7\n%%EOF\n'), 'KERNEL.SCAN_DAMAGED'],
    ['active', scannedPdf('/JavaScript (app.alert(1))'), 'KERNEL.SCAN_ACTIVE'],
  ])('does not accept a %s scan as the signed sheet', async (_, bytes, code) => {
    await expect(upload(1, new Uint8Array(bytes))).rejects.toMatchObject({ code, field: 'scan' });
  });

  it('is required before the aspirant can sign in', async () => {
    const found = await signIn('google-1');
    expect(found).toBeNull();
  });

  it('sends the aspirant an e-mail with the folio', async () => {
    await dispatcher.run(official('22'), new ConfirmAspirant({ aspirantId }));
    await context.module.get(OutboxRelay).drain();
    expect(mailbox.messages).toHaveLength(1);
    const [mail] = mailbox.messages;
    const aspirant = await dispatcher.ask(official('22'), new GetAspirant({ aspirantId }));
    expect(mail?.subject).toContain('folio');
    expect(mail?.text).toContain(aspirant.folio);
    expect(mail?.text).toContain('/portal/entrar');
  });

  it('is refused a second time', async () => {
    const again = dispatcher.run(official('22'), new ConfirmAspirant({ aspirantId }));
    await expect(again).rejects.toMatchObject({ code: 'ASPIRANTS.STATUS_MOVE_FORBIDDEN' });
  });

  it('lets the first sign-in bind the account, and then rejects another account with the same e-mail (decision 23)', async () => {
    expect(await signIn('google-1')).toMatchObject({ id: aspirantId });
    expect(await signIn('google-2')).toBeNull();
    expect(await signIn('google-1')).toMatchObject({ id: aspirantId });
  });
});

describe('the list of aspirants', () => {
  it('contains only the entidad of the official', async () => {
    expect((await dispatcher.ask(official('22'), new ListAspirants({}))).rows).toHaveLength(11);
    expect((await dispatcher.ask(official('14'), new ListAspirants({}))).rows).toHaveLength(0);
  });
});

function signIn(subject: string) {
  return dispatcher.run(
    systemActor('sign-in'),
    new SignInAspirant({ provider: 'google', subject, email: 'maria.xolotl@example.com' }),
  );
}

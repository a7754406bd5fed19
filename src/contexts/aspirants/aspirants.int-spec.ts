import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { contextModule, type TestContext } from '../../../test/support/app.js';
import { openMailbox, type Mailbox } from '../../../test/support/mailbox.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { AddOffice, CreateProcess } from '../processes/index.js';
import { ProcessesModule } from '../processes/processes.module.js';
import { AspirantsModule } from './aspirants.module.js';
import { ConfirmAspirant, GetConfirmationSheet, ListAspirants, RegisterAspirant, SignInAspirant } from './index.js';

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
  nombre: 'María Guadalupe',
  paterno: 'Xolotl',
  materno: 'Ibáñez',
  lugarNacimiento: '19',
  fechaNacimiento: '1997-06-13',
  genero: 'M',
  telefonoMovil: '442 123 4567',
  credentialType: 'E',
  claveElector: 'XLIBGD97061319M100',
  cic: '123456789',
  entidad: '22',
  municipio: 'Querétaro',
  seccion: '0412',
  email: 'Maria.Xolotl@example.com',
  emailProvider: 'google',
  fechaManifestacion: '2027-01-10',
  numeroOficio: 'IEEQ/001/2027',
  folioInterno: 'CI-001',
} as const;

let context: TestContext;
let mailbox: Mailbox;
let dispatcher: Dispatcher;
let officeId: string;
let aspirantId: string;

beforeAll(async () => {
  mailbox = await openMailbox();
  context = await contextModule([ProcessesModule, AspirantsModule], { SMTP_URL: mailbox.url });
  dispatcher = context.module.get(Dispatcher);
  const queretaro = official('22');
  const { processId } = await dispatcher.run(
    queretaro,
    new CreateProcess({ entidad: '22', name: 'Proceso Electoral Local 2026-2027', practice: false }),
  );
  ({ officeId } = await dispatcher.run(
    queretaro,
    new AddOffice({ processId, kind: 'ayuntamiento', name: 'Presidencia municipal de Querétaro', territory: '014' }),
  ));
});

afterAll(async () => {
  await context.close();
  await mailbox.close();
});

describe('registration of an aspirant (§5.B–E)', () => {
  it.each([
    [
      'another birth date than the clave de elector',
      { fechaNacimiento: '1997-06-14' },
      'ASPIRANTS.CLAVE_DATE_MISMATCH',
      'claveElector',
    ],
    ['no telephone at all', { telefonoMovil: '' }, 'ASPIRANTS.TELEPHONE_MISSING', 'telefonoMovil'],
    ['a telephone of nine digits', { telefonoMovil: '442123456' }, 'ASPIRANTS.TELEPHONE_FORMAT', 'telefonoMovil'],
    ['a model E without CIC', { cic: '' }, 'ASPIRANTS.CREDENTIAL_NUMBER_MISSING', 'cic'],
    ['a sección of three digits', { seccion: '412' }, 'ASPIRANTS.SECCION_FORMAT', 'seccion'],
  ])('refuses %s and names the field', async (_, change, code, field) => {
    const refused = dispatcher.run(official('22'), new RegisterAspirant({ ...registration, ...change, officeId }));
    await expect(refused).rejects.toMatchObject({ code, field });
  });

  it('shows every fault of a form at once', async () => {
    const refused = dispatcher.run(
      official('22'),
      new RegisterAspirant({ ...registration, telefonoMovil: '', seccion: '1', officeId }),
    );
    await expect(refused).rejects.toMatchObject({ also: [expect.objectContaining({ field: 'seccion' })] });
  });

  it('refuses an official of another entidad', async () => {
    const refused = dispatcher.run(official('14'), new RegisterAspirant({ ...registration, officeId }));
    await expect(refused).rejects.toMatchObject({ code: 'ACCESS.OUT_OF_SCOPE' });
  });

  it('keeps a draft with a folio and its personal data encrypted', async () => {
    const registered = await dispatcher.run(official('22'), new RegisterAspirant({ ...registration, officeId }));
    ({ aspirantId } = registered);
    expect(registered.folio).toMatch(/-0001-[0-9A-Z]$/);
    const [row] = await context.module
      .get(EntityManager)
      .fork()
      .execute<{ row: string }[]>('select row_to_json(a)::text as row from aspirants.aspirant a');
    expect(row?.row).not.toContain('XLIBGD97061319M100');
    expect(row?.row.toLowerCase()).not.toContain('maria.xolotl');
  });

  it('only warns when the place of birth differs from the clave de elector', async () => {
    const registered = await dispatcher.run(
      official('22'),
      new RegisterAspirant({
        ...registration,
        nombre: 'Pedro',
        lugarNacimiento: '14',
        claveElector: 'XLIBPD97061319M200',
        email: 'otra@example.com',
        officeId,
      }),
    );
    expect(registered.warnings.length).toBeGreaterThan(0);
  });

  it.each([
    ['e-mail', { claveElector: 'XLIBGD97061319M300' }, 'ASPIRANTS.EMAIL_TAKEN'],
    ['clave de elector', { email: 'nueva@example.com' }, 'ASPIRANTS.CLAVE_TAKEN'],
  ])('refuses an %s that is already registered in the process', async (_, change, code) => {
    const refused = dispatcher.run(official('22'), new RegisterAspirant({ ...registration, ...change, officeId }));
    await expect(refused).rejects.toMatchObject({ code });
  });
});

describe('confirmation of an aspirant (§5.F)', () => {
  it('prints the sheet to sign, and audits the look', async () => {
    const sheet = await dispatcher.ask(official('22'), new GetConfirmationSheet({ aspirantId }));
    expect(sheet.pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const looks = await context.module
      .get(EntityManager)
      .fork()
      .execute(`select 1 from kernel.audit_entry where outcome = 'read' and subject_id = ?`, [aspirantId]);
    expect(looks).toHaveLength(1);
  });

  it('lets nobody in before it', async () => {
    const found = await signIn('google-1');
    expect(found).toBeNull();
  });

  it('sends the e-mail with the folio once it is confirmed', async () => {
    await dispatcher.run(official('22'), new ConfirmAspirant({ aspirantId }));
    await context.module.get(OutboxRelay).drain();
    expect(mailbox.mails).toHaveLength(1);
    const [mail] = mailbox.mails;
    const [aspirant] = await dispatcher.ask(official('22'), new ListAspirants({}));
    expect(mail?.subject).toContain('folio');
    expect(mail?.text).toContain(aspirant?.folio);
    expect(mail?.text).toContain('/portal/entrar');
  });

  it('cannot be given twice', async () => {
    const again = dispatcher.run(official('22'), new ConfirmAspirant({ aspirantId }));
    await expect(again).rejects.toMatchObject({ code: 'ASPIRANTS.STATUS_MOVE_FORBIDDEN' });
  });

  it('binds the account at the first sign-in: another account with the same e-mail is a stranger (decision 23)', async () => {
    expect(await signIn('google-1')).toMatchObject({ id: aspirantId });
    expect(await signIn('google-2')).toBeNull();
    expect(await signIn('google-1')).toMatchObject({ id: aspirantId });
  });
});

describe('list of aspirants', () => {
  it('shows an official their own entidad only', async () => {
    expect(await dispatcher.ask(official('22'), new ListAspirants({}))).toHaveLength(2);
    expect(await dispatcher.ask(official('14'), new ListAspirants({}))).toHaveLength(0);
  });
});

function signIn(subject: string) {
  return dispatcher.run(
    systemActor('sign-in'),
    new SignInAspirant({ provider: 'google', subject, email: 'maria.xolotl@example.com' }),
  );
}

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { adult, EnrolmentScene, type OpenedEnrolment } from '../../../test/support/enrolment-scene.js';
import { systemActor, type Actor } from '../../kernel/access/actor.js';
import { errorTexts } from '../../kernel/errors/catalogue.js';
import { OutboxRelay } from '../../kernel/jobs/outbox-relay.js';
import { ListAuxiliariesOfAspirant, RegisterAuxiliary, SetPadronLimits } from './index.js';

const scene = new EnrolmentScene();
const { form, register } = scene;
let { context, mailbox, dispatcher, aspirantId, idProceso, aspirant } = {} as OpenedEnrolment;

beforeAll(async () => {
  ({ context, mailbox, dispatcher, aspirantId, idProceso, aspirant } = await scene.open());
});
afterAll(() => scene.close());

describe('registration of an auxiliary (§6.4–6.5)', () => {
  it("limits an aspirant's padrón queries per day, and audits the rejection (decision 28)", async () => {
    const em = asOwner(context.module);
    const limits = { entidad: '22', perDayByFile: 20_000, reason: 'Oficio 1' };
    const limit = (perDay: number, version: number) =>
      dispatcher.run(systemActor('spec'), new SetPadronLimits({ ...limits, perDay, version }));
    await limit(1, 0);
    await em.execute(`insert into auxiliaries.padron_queries (aspirant_id, day, asked) values (?, '2027-01-15', 1)`, [
      aspirantId,
    ]);
    await expect(register(9)).rejects.toMatchObject({ code: 'AUXILIARIES.PADRON_QUERIES_SPENT', kind: 'too-many' });
    expect(await em.execute(`select asked from auxiliaries.padron_queries`)).toEqual([{ asked: 2 }]);
    const refusals = `select 1 from kernel.audit_entry where details->>'reason' = 'AUXILIARIES.PADRON_QUERIES_SPENT'`;
    expect(await em.execute(refusals)).toHaveLength(1);
    // A limit below what an aspirant of the entidad used today must be confirmed.
    await expect(limit(1, 1)).rejects.toMatchObject({
      code: 'AUXILIARIES.PADRON_LIMITS_BELOW_USE',
      field: 'belowUse',
      params: { asked: '2', rows: '0' },
    });
    const lower = { ...limits, perDay: 1, version: 1, belowUse: true };
    await dispatcher.run(systemActor('spec'), new SetPadronLimits(lower));
    expect(
      await dispatcher.run(
        systemActor('spec'),
        new SetPadronLimits({ ...limits, entidad: '14', perDay: 1, version: 0 }),
      ),
    ).toEqual({ version: 1 });
    await limit(500, 2);
  });

  it('e-mails Id Proceso and Id Auxiliar as text and HTML, with the capture period and the URL to check the credential (§6.5, §6.8, §7.7)', async () => {
    const { idAuxiliar } = await register(0);
    await context.module.get(OutboxRelay).drain();
    const mail = mailbox.messages.find(({ subject }) => subject?.includes(idAuxiliar));
    expect(mail?.text).toContain(`Id Proceso: ${idProceso}`);
    expect(mail?.html).toContain(idAuxiliar);
    for (const text of [mail?.text, mail?.html]) {
      expect(text).toContain('https://listanominal.ine.mx/scpln/');
      for (const date of ['Comienza', 'Termina', 'Límite para enviar']) expect(text).toContain(date);
    }
  });

  it('rejects a person who is not in the padrón, without stating the cause (§6.4)', async () => {
    const stranger = {
      ...form(1, 'nadie@correo.example'),
      claveElector: adult(1).claveElector.replace(/\d{3}$/, '999'),
    };
    await expect(dispatcher.run(aspirant, new RegisterAuxiliary(stranger))).rejects.toMatchObject({
      code: 'AUXILIARIES.NOT_VALIDATED',
    });
    expect(errorTexts['AUXILIARIES.OTHER_ASPIRANT']).toBe(errorTexts['AUXILIARIES.NOT_VALIDATED']);
    const alsoWrong = { ...stranger, telefonoMovil: '12' };
    await expect(dispatcher.run(aspirant, new RegisterAuxiliary(alsoWrong))).rejects.toMatchObject({
      code: 'AUXILIARIES.TELEPHONE_FORMAT',
      also: [],
    });
  });

  it('rejects a registered e-mail, a registered person and a minor (§6.4)', async () => {
    const again = (change: object) => dispatcher.run(aspirant, new RegisterAuxiliary({ ...form(0), ...change }));
    await expect(again(adult(2))).rejects.toMatchObject({ code: 'AUXILIARIES.EMAIL_TAKEN', field: 'email' });
    await expect(again({ email: 'otro@correo.example' })).rejects.toMatchObject({ code: 'AUXILIARIES.CLAVE_TAKEN' });
    await expect(again({ fechaNacimiento: '2009-01-16' })).rejects.toMatchObject({ code: 'AUXILIARIES.UNDER_AGE' });
  });

  it('shows an aspirant only their own auxiliaries (§6.1 A)', async () => {
    const {
      rows: [first],
    } = await dispatcher.ask(aspirant, new ListAuxiliariesOfAspirant({ aspirantId, descending: true }));
    expect(first).toMatchObject({ email: 'auxiliar0@correo.example', status: 'registered', devices: 0 });
    const other: Actor = { ...aspirant, scope: { entidad: '22', aspirantId: randomUUID() } };
    await expect(dispatcher.ask(other, new ListAuxiliariesOfAspirant({ aspirantId }))).rejects.toMatchObject({
      code: 'ACCESS.OUT_OF_SCOPE',
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { EnrolmentScene, newDeviceKey, type OpenedEnrolment } from '../../../test/support/enrolment-scene.js';
import { AUXILIARY_DUTIES } from './domain/duties/index.js';
import { AcceptAspirantDuties, ASPIRANT_DUTIES } from './index.js';

const scene = new EnrolmentScene();
const { register, ticketOf, begin, put, containerOf, leaseRequest, renew } = scene;
let { context, dispatcher, aspirantId, aspirant } = {} as OpenedEnrolment;

beforeAll(async () => {
  ({ context, dispatcher, aspirantId, aspirant } = await scene.open());
});
afterAll(() => scene.close());

describe('data protection duties (§6.9, §16.2)', () => {
  const acceptances = (version?: string) =>
    asOwner(context.module).execute<{ version: string; accepted_at: string }[]>(
      `select version, accepted_at from auxiliaries.duties_acceptance ${version === undefined ? '' : 'where version = ?'}
         order by recorded_at`,
      version === undefined ? [] : [version],
    );
  const sent = async (nth: number, duties?: { version: string; acceptedAt: string }) => {
    const { idAuxiliar } = await register(nth);
    const ticket = await ticketOf(`auxiliar${String(nth)}@correo.example`);
    const enrolment = (await (await begin(ticket, idAuxiliar)).json()) as {
      enrolmentId: string;
      challenge: string;
      duties: { version: string; items: string[] };
    };
    const device = newDeviceKey();
    expect(
      (await put(ticket, enrolment.enrolmentId, await containerOf(device, enrolment.challenge, duties))).status,
    ).toBe(200);
    return { device, enrolment };
  };
  const renewed = async (jws: string) => (await (await renew(jws)).json()) as { duties?: { version: string } };

  it('are sent to the app at enrolment, and their acceptance is stored with version and time', async () => {
    const acceptedAt = '2027-01-15T17:58:00.000Z';
    const version = AUXILIARY_DUTIES.version;
    const { enrolment, device } = await sent(6, { version, acceptedAt });
    expect(enrolment.duties).toMatchObject({
      version,
      items: expect.arrayContaining([expect.stringContaining('original')]),
    });
    expect(await acceptances(version)).toEqual([{ version, accepted_at: '2027-01-15T17:58:00+00:00' }]);
    expect(await renewed(leaseRequest(device))).not.toHaveProperty('duties');
  });

  it('are sent with each lease renewal until the version in force is accepted', async () => {
    const { device } = await sent(7);
    const { duties } = await renewed(leaseRequest(device));
    expect(duties?.version).toBe(AUXILIARY_DUTIES.version);
    const invented = { duties: { version: 'de-nadie', acceptedAt: '2027-01-15T18:00:00.000Z' } };
    expect(await renewed(leaseRequest(device, invented))).toHaveProperty('duties');
    const accepted = { duties: { version: duties?.version, acceptedAt: '2027-01-15T18:00:00.000Z' } };
    expect(await renewed(leaseRequest(device, accepted))).not.toHaveProperty('duties');
    expect(await renewed(leaseRequest(device))).not.toHaveProperty('duties');
  });

  it('must be accepted by the aspirant before auxiliaries can be registered', async () => {
    const em = asOwner(context.module);
    await em.execute(`update auxiliaries.aspirant_duties_acceptance set version = 'aspirante-anterior'`);
    await expect(register(8)).rejects.toMatchObject({ code: 'AUXILIARIES.DUTIES_NOT_ACCEPTED' });
    const accept = (version: string) => dispatcher.run(aspirant, new AcceptAspirantDuties({ aspirantId, version }));
    await expect(accept('aspirante-anterior')).rejects.toMatchObject({ code: 'AUXILIARIES.DUTIES_CHANGED' });
    await accept(ASPIRANT_DUTIES.version);
    await expect(register(8)).resolves.toHaveProperty('idAuxiliar');
    const stored = await em.execute(`select version from auxiliaries.aspirant_duties_acceptance order by version`);
    expect(stored).toEqual([{ version: ASPIRANT_DUTIES.version }, { version: 'aspirante-anterior' }]);
  });
});

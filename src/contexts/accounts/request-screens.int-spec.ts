import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../../test/support/app.js';
import { BackOfficeScene } from '../../../test/support/back-office-scene.js';

const REQUESTS = '/admin/api/resources/solicitudes-de-cuentas';
let scene: BackOfficeScene;
let cookie: string;
let requestId: string;

beforeAll(async () => {
  scene = await BackOfficeScene.open();
  cookie = await scene.signIn('derfe-administrator');
}, 120_000);
afterAll(() => scene.close());

interface Answer {
  readonly status: number;
  readonly data?: Record<string, unknown>;
  readonly code?: string;
  readonly field?: string;
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
}
const read = async (answer: Awaited<ReturnType<BackOfficeScene['get']>>): Promise<Answer> => ({
  status: answer.status,
  ...((await answer.json()) as Omit<Answer, 'status'>),
});
const get = async (path: string) => read(await scene.get(path, cookie));
const post = async (path: string, body: object) => read(await scene.post(path, cookie, { body }));
const people = async () =>
  (await get(`${REQUESTS}/records/${requestId}/show`)).data?.['people'] as readonly {
    readonly id: string;
    readonly status: string;
    readonly account: string | null;
    readonly accountId: string | null;
  }[];

describe('the screens of an oficio (§4.1–4.3)', () => {
  it('register it and add the people it names', async () => {
    const registered = await post(`${REQUESTS}/actions/registrar`, {
      entidad: '22',
      oficioNumber: 'IEEQ/SE/0044/2027',
      oficioDate: '2027-01-04',
      receivedBy: 'Lucía Bernal Ochoa',
      receivedOn: '2027-01-05',
    });
    requestId = String(registered.data?.['requestId']);
    const person = { fullName: 'Clara Nava Prieto', position: 'Técnica', phone: '442 555 0399', role: 'opl-reviewer' };
    const form = await get(`${REQUESTS}/records/${requestId}/agregar-persona`);
    expect(form.data?.['emailDomains']).toEqual(['@ieeq.example']);
    const add = (email: string) =>
      post(`${REQUESTS}/records/${requestId}/agregar-persona`, { ...person, email, processId: '' });
    expect(await add('clara.nava@gmail.com')).toMatchObject({
      code: 'ACCOUNTS.EMAIL_NOT_INSTITUTIONAL',
      field: 'email',
    });
    expect((await add('clara.nava@ieeq.example')).status).toBe(200);
    expect(await people()).toMatchObject([{ status: 'pending', account: null }]);
  });

  it('accept the latest day that they offer for a grant and reject the day after (§4.2)', async () => {
    const [person] = await people();
    const accept = `${REQUESTS}/records/${requestId}/aceptar-persona?persona=${person?.id ?? ''}`;
    const offered = (await get(accept)).data?.['grants'] as readonly { key: string; lastDay: string | null }[];
    expect(offered.at(-1)).toMatchObject({ fromPeriods: false });
    const [day = '', month = '', year = ''] = (offered.at(-1)?.lastDay ?? '').split('/');
    const grant = { account: 'clara.nava@ine.mx', processId: offered.at(-1)?.key };
    const after = new Date(`${year}-${month}-${day}T12:00:00Z`);
    after.setUTCDate(after.getUTCDate() + 1);
    const late = await post(accept, { ...grant, lastDay: after.toISOString().slice(0, 10) });
    expect(late).toMatchObject({ code: 'ACCOUNTS.GRANT_PAST_THE_PROCESS', field: 'lastDay' });
    expect(await post(accept, { ...grant, lastDay: '31/02/2027' })).toMatchObject({
      code: 'ACCOUNTS.GRANT_DATE_INVALID',
      field: 'lastDay',
    });
    expect((await post(accept, { ...grant, lastDay: `${year}-${month}-${day}` })).status).toBe(200);
    expect(await people()).toMatchObject([{ status: 'accepted', account: 'clara.nava@ine.mx' }]);
  });

  it('say that the data of an account were corrected after the oficio (§4.3)', async () => {
    expect(await people()).toMatchObject([{ corrected: false }]);
    const [person] = await people();
    const data = { fullName: 'Clara Nava Prieto', position: 'Técnica', phone: '442 555 0399', reason: 'Un error' };
    const correct = `/admin/api/resources/cuentas/records/${person?.accountId ?? ''}/corregir`;
    expect((await post(correct, { ...data, email: 'clara.n@ieeq.example' })).status).toBe(200);
    expect(await people()).toMatchObject([{ corrected: true, email: 'clara.nava@ieeq.example' }]);
  });
});

describe('a form of the account screens', () => {
  const fieldsOf = async (path: string, body: object) => (await post(path, body)).errors?.map(({ field }) => field);

  it('shows all its errors at once, each at its field', async () => {
    const create = '/admin/api/resources/cuentas/actions/dar-de-alta';
    const bad = {
      fullName: '',
      position: '',
      email: 'x@gmail.com',
      phone: '442',
      account: 'x',
      role: '',
      processId: '',
    };
    expect(new Set(await fieldsOf(create, { ...bad, lastDay: '31/02/2027' }))).toEqual(
      new Set(['fullName', 'position', 'email', 'phone', 'account', 'role', 'lastDay']),
    );
    const { errors } = await post(create, { ...bad, lastDay: '31/02/2027' });
    expect(errors?.find(({ field }) => field === 'lastDay')?.detail).toContain('no existe en el calendario');
    const person = { fullName: '', position: '', email: '', phone: '', role: '', processId: '' };
    expect(new Set(await fieldsOf(`${REQUESTS}/records/${requestId}/agregar-persona`, person))).toEqual(
      new Set(['fullName', 'position', 'email', 'phone', 'role']),
    );
    const domains = '/admin/api/pages/dominios-institucionales';
    expect(await fieldsOf(domains, { institution: '', domain: 'gmail.com' })).toEqual(['institution', 'domain']);
    expect((await post(domains, { institution: '14', domain: ' @IEPC.example ' })).status).toBe(200);
  });
});

describe('an oficio that was registered wrongly', () => {
  const oficio = {
    entidad: '22',
    oficioNumber: 'IEEQ/SE/0050/2027',
    oficioDate: '2027-01-04',
    receivedBy: 'Lucía Bernal Ochoa',
    receivedOn: '2027-01-05',
  };
  const register = async (number: string) => post(`${REQUESTS}/actions/registrar`, { ...oficio, oficioNumber: number });
  const person = {
    fullName: 'Elena Paz Soto',
    position: 'Técnica',
    phone: '442 555 0388',
    role: 'opl-reviewer',
    email: 'elena.paz@ieeq.example',
    processId: '',
  };

  it('is discarded with a reason; its number, in any letter case, and its people can be registered again', async () => {
    const wrong = String((await register(oficio.oficioNumber)).data?.['requestId']);
    expect(await register('ieeq/se/0050/2027')).toMatchObject({ code: 'ACCOUNTS.OFICIO_TAKEN', field: 'oficioNumber' });
    const add = (request: string) => post(`${REQUESTS}/records/${request}/agregar-persona`, person);
    expect((await add(wrong)).status).toBe(200);
    expect(await add(wrong)).toMatchObject({ code: 'ACCOUNTS.EMAIL_ASKED_HERE' });
    const folio = String((await get(`${REQUESTS}/records/${wrong}/show`)).data?.['folio']);
    const second = String((await register('IEEQ/SE/0051/2027')).data?.['requestId']);
    expect(JSON.stringify(await add(second))).toContain(`La solicitud ${folio} ya pide una cuenta`);

    const discard = (body: object, request = wrong) => post(`${REQUESTS}/records/${request}/descartar`, body);
    expect(await discard({ reason: '' })).toMatchObject({ field: 'reason' });
    expect((await discard({ reason: 'El número era otro' })).status).toBe(200);
    expect((await get(`${REQUESTS}/records/${wrong}/show`)).data).toMatchObject({
      state: 'discarded',
      discardReason: 'El número era otro',
    });
    const stored = await asOwner(scene.app).execute<{ row: string }[]>(
      'select row_to_json(r)::text as row from accounts.account_request r',
    );
    expect(JSON.stringify(stored)).not.toContain('El número era otro');
    expect((await register('ieeq/se/0050/2027')).status).toBe(200);
    expect((await add(second)).status).toBe(200);
    expect(await discard({ reason: 'Otra' }, requestId)).toMatchObject({ code: 'ACCOUNTS.REQUEST_HAS_ACCOUNTS' });
  });
});

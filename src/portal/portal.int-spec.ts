import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readXlsx } from 'hucre';
import { MARIA, OTHER, PortalScene } from '../../test/support/portal-scene.js';
import { systemActor } from '../kernel/access/actor.js';
import { randomId } from '../kernel/crypto/random.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { GetAspirantData, WithdrawAspirant } from '../contexts/aspirants/index.js';
import { AnnounceMaintenance, EndMaintenance } from '../contexts/intake/index.js';

type Answer = Awaited<ReturnType<typeof fetch>>;

describe("the aspirants' portal (§5.D, §6)", () => {
  let scene: PortalScene;
  beforeAll(async () => {
    scene = await PortalScene.open();
  });
  afterAll(() => scene.close());

  const get = (path: string, cookie = '', accept = 'text/html') =>
    fetch(new URL(path, scene.base), { redirect: 'manual', headers: { accept, cookie } });
  const post = (path: string, fields: Record<string, string>, cookie: string, origin = scene.base) =>
    fetch(new URL(path, scene.base), {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', cookie, origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  const location = (answer: Answer) => new URL(answer.headers.get('location') ?? '', scene.base);
  const cookieOf = (answer: Answer, name: string) =>
    answer.headers
      .getSetCookie()
      .find((one) => one.startsWith(`${name}=`))
      ?.split(';')[0] ?? '';
  const page = async (path: string, cookie: string): Promise<string> => {
    const answer = await get(path, cookie);
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.text();
  };

  /** Acts as the browser during the sign-in, and returns the session cookie and the last redirect. */
  async function signIn(email: string, provider = 'google'): Promise<{ cookie: string; to: URL }> {
    const first = await get(`/sign-in/portal/${provider}`);
    const choose = location(first);
    choose.pathname = choose.pathname.replace(/authorize$/, 'choose');
    choose.searchParams.set('email', email);
    const callback = location(await get(choose.href));
    const answer = await get(callback.href, cookieOf(first, 'apoyo_entrada'));
    // The server updates the stored session before it ends the body.
    await answer.text();
    return { cookie: cookieOf(answer, 'apoyo_portal'), to: location(answer) };
  }
  const auxiliary = (nth: number, more: Record<string, string> = {}) => {
    const person = scene.citizens[nth];
    if (!person) throw new Error('no citizen');
    const [year = '', month = '', day = ''] = person.fechaNacimiento.split('-');
    return {
      nombre: person.printed.nombre,
      paterno: person.printed.paterno,
      materno: person.printed.materno,
      fechaNacimiento: `${day}/${month}/${year}`,
      telefonoMovil: '442 123 45 67',
      claveElector: person.claveElector.toLowerCase(),
      curp: '',
      emailProvider: 'google',
      email: `auxiliar${String(nth)}@correo.example`,
      ...more,
    };
  };
  const addAuxiliary = async (nth: number, cookie: string): Promise<string> => {
    const answer = await post('/portal/auxiliares', auxiliary(nth), cookie);
    expect(answer.status).toBe(303);
    return location(answer).pathname;
  };

  it('admits only confirmed aspirants, with their registered account (§5.D)', async () => {
    const { cookie, to } = await signIn(MARIA.email);
    expect(to.pathname).toBe('/portal');
    expect(await page('/portal', cookie)).toContain(MARIA.name);
    const stranger = await signIn('nadie@correo.example');
    expect([stranger.cookie, to.pathname, stranger.to.search]).toEqual(['', '/portal', '?motivo=cuenta']);
    expect(await page(stranger.to.pathname + stranger.to.search, '')).toContain('no corresponde a ninguna persona');
    expect((await signIn(MARIA.email, 'facebook')).to.search).toBe('?motivo=cuenta');
  });

  it('announces a maintenance window on every page until it ends (§10.2)', async () => {
    const dispatcher = scene.context.module.get(Dispatcher);
    const { cookie } = await signIn(MARIA.email);
    expect(await page('/portal', cookie)).not.toContain('antenimiento');
    const from = scene.context.clock.now().getTime() + 3_600_000;
    const [beginsAt = '', endsAt = ''] = [from, from + 3_600_000].map((at) => new Date(at).toISOString());
    await dispatcher.run(
      systemActor('spec'),
      new AnnounceMaintenance({ beginsAt, endsAt, reason: 'Se cambia un equipo.' }),
    );
    for (const path of ['/portal', '/portal/auxiliares']) {
      expect(await page(path, cookie)).toMatch(/role="status">Mantenimiento anunciado del .* Se cambia un equipo\./);
    }
    await dispatcher.run(systemActor('spec'), new EndMaintenance({}));
    expect(await page('/portal', cookie)).not.toContain('antenimiento');
  });

  it('sets an HttpOnly, SameSite session cookie', async () => {
    const first = await get('/sign-in/portal/google');
    const choose = location(first);
    choose.pathname = choose.pathname.replace(/authorize$/, 'choose');
    choose.searchParams.set('email', MARIA.email);
    const answer = await get(location(await get(choose.href)).href, cookieOf(first, 'apoyo_entrada'));
    const set = answer.headers.getSetCookie().find((one) => one.startsWith('apoyo_portal=')) ?? '';
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Lax/);
    expect(set).toMatch(/Path=\//);
  });

  it.each(['/portal', '/portal/auxiliares', '/portal/apoyos', `/portal/apoyos/${randomId()}`, '/portal/otra'])(
    'requires a session at %s',
    async (path) => {
      for (const cookie of ['', 'apoyo_portal=s%3Ainvented.signature']) {
        const answer = await get(path, cookie);
        expect([answer.status, location(answer).pathname]).toEqual([303, '/portal/entrar']);
      }
    },
  );

  it('ends a session when it expires and when the aspirant signs out', async () => {
    const expired = await signIn(MARIA.email);
    await scene.sql(`update kernel.session set expire = now() - interval '1 minute'`);
    const { searchParams } = location(await get('/portal/apoyos', expired.cookie));
    expect(Object.fromEntries(searchParams)).toEqual({ motivo: 'sesion', volver: '/portal/apoyos' });

    const left = await signIn(MARIA.email);
    expect((await post('/portal/salir', {}, left.cookie)).status).toBe(303);
    expect(location(await get('/portal', left.cookie)).pathname).toBe('/portal/entrar');
  });

  it('becomes read-only for a withdrawn aspirant immediately, even in open sessions', async () => {
    const email = 'retirada@correo.example';
    const card = { claveElector: 'XLIBGD97061319M300', cic: '123456781', email };
    const aspirantId = await scene.newAspirant(card);
    const { cookie } = await signIn(email);
    expect(await page('/portal', cookie)).not.toContain('fue retirado');
    const withdrawal = { presentedOn: '2027-01-14', documentNumber: 'IEEQ/099', reason: 'Declina por salud' };
    await scene.context.module
      .get(Dispatcher)
      .run(systemActor('spec'), new WithdrawAspirant({ aspirantId, ...withdrawal }));
    const home = await page('/portal', cookie);
    expect(home).toContain('fue retirado</strong> por el desistimiento que presentó el 14/01/2027');
    expect(home).not.toContain('Siguiente paso');
    expect((await get('/portal/apoyos', cookie)).status).toBe(200);
    expect(await page('/portal/auxiliares', cookie)).not.toContain('/portal/auxiliares/nuevo');
    expect((await post('/portal/auxiliares', auxiliary(9), cookie)).status).toBe(403);
    expect((await signIn(email)).to.pathname).toBe('/portal');
  });

  it('shows office, folio, period, remaining days and next step on the home page (§6.1)', async () => {
    const { cookie } = await signIn(OTHER.email);
    await scene.drain();
    const mail = scene.mailbox.messages.find(({ subject }) => subject?.startsWith('Registro confirmado'));
    expect(mail?.text).toContain('Termina: 10/02/2027 00:00');
    const home = await page('/portal', cookie);
    for (const part of ['Gubernatura', '10/02/2027 00:00', 'Quedan 25 días', 'Agregar auxiliar', 'preliminar']) {
      expect(home).toContain(part);
    }
  });

  it('registers an auxiliary and sends the registration e-mail (§6.4, §6.5)', async () => {
    const { cookie } = await signIn(MARIA.email);
    const answer = await post('/portal/auxiliares', auxiliary(0), cookie);
    expect(answer.status).toBe(303);
    const to = location(answer);
    const detail = await page(to.pathname + to.search, cookie);
    expect(detail).toContain('Auxiliar agregado');
    expect(detail.replace(/<[^>]+>/g, '')).toContain('auxiliar0@correo.example');
    expect(detail).not.toContain(scene.citizens[0]?.claveElector);
    const id = /AUX-[\w-]+/.exec(detail)?.[0] ?? '';
    expect(await page('/portal/auxiliares', cookie)).toContain(id);
    await scene.drain();
    expect(scene.mailbox.messages.filter(({ text }) => text?.includes(id))).toHaveLength(1);
  });

  it('shows every error beside its field and in the summary, and keeps the input (§6.4)', async () => {
    const { cookie } = await signIn(MARIA.email);
    const answer = await post(
      '/portal/auxiliares',
      auxiliary(1, { fechaNacimiento: '31/02/1990', telefonoMovil: '12345', claveElector: 'corta' }),
      cookie,
    );
    expect(answer.status).toBe(422);
    const form = await answer.text();
    for (const field of ['fechaNacimiento', 'telefonoMovil', 'claveElector']) {
      expect(form).toContain(`href="#${field}"`);
      expect(form).toContain(`id="${field}-error"`);
    }
    expect(form).toContain('value="31/02/1990"');
    expect(form).toContain('<title>Por corregir: Agregar auxiliar');
    const missing = await (await post('/portal/auxiliares', {}, cookie)).text();
    expect(missing).toContain('Escriba el nombre.');
    expect(missing).toContain('Elija el tipo de cuenta.');
    expect(await page('/portal/auxiliares', cookie)).not.toContain('auxiliar1@');
  });

  it('does not reveal that a person is not in the padrón (§6.4, §6.8)', async () => {
    const { cookie } = await signIn(MARIA.email);
    const answer = await post(
      '/portal/auxiliares',
      auxiliary(1, { fechaNacimiento: '13/06/1997', claveElector: 'XXXXXX97061322M100', warningsRead: 'si' }),
      cookie,
    );
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('No se pudo validar la credencial');
  });

  it('asks for confirmation before it discharges an auxiliary (§6.1 A)', async () => {
    const { cookie } = await signIn(MARIA.email);
    const path = await addAuxiliary(2, cookie);
    expect(await page(`${path}/baja`, cookie)).toContain('no se puede deshacer');
    expect(location(await post(`${path}/baja`, { reason: 'Cambio' }, cookie)).search).toBe('?hecho=baja');
    expect(await page(path, cookie)).toContain('De baja');
    const again = await post(`${path}/baja`, {}, cookie);
    expect(again.status).toBe(422);
    expect(await again.text()).toContain('ya fue dada de baja');
  });

  it('rejects a request from another origin', async () => {
    const { cookie } = await signIn(MARIA.email);
    const answer = await post('/portal/auxiliares', auxiliary(3), cookie, 'https://otro.example');
    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await page('/portal/auxiliares', cookie)).not.toContain('auxiliar3@');
  });

  it("returns 404 for another aspirant's records", async () => {
    const maria = await signIn(MARIA.email);
    const other = await signIn(OTHER.email);
    const path = await addAuxiliary(4, maria.cookie);
    const [citizen] = scene.citizens;
    if (!citizen) throw new Error('no citizen');
    const { supportId, folio } = await scene.support(scene.mariaId, citizen);
    for (const foreign of [path, `${path}/baja`, `/portal/apoyos/${supportId}`, `/portal/apoyos/${randomId()}`]) {
      const answer = await get(foreign, other.cookie);
      expect([foreign, answer.status]).toEqual([foreign, 404]);
      expect(await answer.text()).toContain('No existe ese registro');
    }
    expect((await post(`${path}/baja`, {}, other.cookie)).status).toBe(404);
    expect(await page(path, maria.cookie)).not.toContain('De baja');
    expect(await page('/portal/apoyos', other.cookie)).not.toContain(folio);
  });

  it('shows status, inconsistency and registry status of each support as preliminary (§6.2, §6.3)', async () => {
    const { cookie } = await signIn(MARIA.email);
    const [, , , , , citizen, second] = scene.citizens;
    if (!citizen || !second) throw new Error('no citizen');
    const good = await scene.support(scene.mariaId, citizen);
    const copy = await scene.support(scene.mariaId, second);
    await scene.verdict(good.supportId, 'sin-inconsistencia');
    await scene.verdict(copy.supportId, 'fotocopia');

    const list = await page('/portal/apoyos', cookie);
    expect(list).toContain('Información preliminar');
    expect(list).toMatch(/Corte: 15\/01\/2027 12:00:00/);
    const inconsistent = await page('/portal/apoyos?clase=con-inconsistencia', cookie);
    expect(inconsistent).toMatch(/Con este filtro: <strong>1<\/strong>\. En total, el INE ha recibido \d+\./);
    expect(inconsistent).toMatch(/15\/01\/2027 12:00:\d\d \(hora centro\)\. Filtros: estado «Con inconsistencia»\./);
    const file = await get('/portal/apoyos/lista.xlsx?clase=con-inconsistencia', cookie);
    expect(file.headers.get('content-disposition')).toContain('filename="apoyos-2027-01-15-1200.xlsx"');
    const { sheets } = await readXlsx(new Uint8Array(await file.arrayBuffer()));
    const cells = JSON.stringify(sheets[0]?.rows);
    expect(cells).toContain(copy.folio);
    expect(cells).toContain('Filtros: estado «Con inconsistencia». Consulta: 15/01/2027 12:00');
    for (const secret of [good.folio, second.claveElector, second.paterno]) expect(cells).not.toContain(secret);
    expect(inconsistent).toContain(copy.folio);
    expect(inconsistent).not.toContain(good.folio);
    expect(inconsistent).toContain('Fotocopia de credencial');

    const detail = await page(`/portal/apoyos/${copy.supportId}`, cookie);
    for (const part of ['En lista nominal', 'Pasó a «Con inconsistencia»', 'Información preliminar']) {
      expect(detail).toContain(part);
    }
    for (const secret of [second.claveElector, second.cic, second.paterno]) expect(detail).not.toContain(secret);
    expect(detail).toContain(second.nombre.split(' ')[0] ?? '');
    const home = await page('/portal', cookie);
    expect(home).toContain('clase=valido');
  });

  it("finds a support by its folio however it is typed, only among the aspirant's own (§6.2)", async () => {
    const maria = await signIn(MARIA.email);
    const other = await signIn(OTHER.email);
    const citizen = scene.citizens[40];
    if (!citizen) throw new Error('no citizen');
    const { supportId, folio } = await scene.support(scene.mariaId, citizen);
    const search = (raw: string, cookie: string) => get(`/portal/apoyos?folio=${encodeURIComponent(raw)}`, cookie);
    for (const raw of [folio, folio.toLowerCase().replaceAll('-', ' '), folio.slice(3), folio.replaceAll('-', '')]) {
      const answer = await search(raw, maria.cookie);
      expect([raw, answer.status, location(answer).pathname]).toEqual([raw, 303, `/portal/apoyos/${supportId}`]);
    }
    const foreign = await (await search(folio, other.cookie)).text();
    expect(foreign).toContain(`Ningún apoyo suyo tiene el folio «${folio}»`);
    const incomplete = await (await search(folio.slice(0, -1), maria.cookie)).text();
    expect(incomplete).toContain('no es un folio completo');
    expect(incomplete).toContain(`value="${folio.slice(0, -1)}"`);
    expect(incomplete).not.toContain('<tbody>');
  });

  it('paginates the supports without gaps or duplicates, and keeps the filter (§6.2)', async () => {
    const { cookie } = await signIn(OTHER.email);
    const auxiliaryId = randomId();
    const folios = new Set<string>();
    for (const citizen of scene.citizens.slice(10, 38)) {
      folios.add((await scene.support(scene.otherId, citizen, auxiliaryId)).folio);
    }
    const found: string[] = [];
    let path: string | undefined = `/portal/apoyos?auxiliar=${auxiliaryId}`;
    while (path !== undefined) {
      const html: string = await page(path, cookie);
      found.push(...Array.from(html.matchAll(/>(AC-[\w-]+)</g), ([, folio = '']) => folio));
      path = /href="([^"]+)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
    }
    expect(found).toHaveLength(folios.size);
    expect(new Set(found)).toEqual(folios);
    expect((await get('/portal/apoyos?clase=inventada&auxiliar=x&tras=y', cookie)).status).toBe(200);
  });

  it('shows the aspirant the data that the OPL registered about them (§6.2)', async () => {
    const { cookie } = await signIn(MARIA.email);
    expect(await page('/portal', cookie)).toContain('href="/portal/mis-datos"');
    const own = await page('/portal/mis-datos', cookie);
    for (const label of ['Fecha de nacimiento', 'Clave de elector', 'Sección electoral', 'Correo electrónico']) {
      expect(own).toContain(label);
    }
    expect(own).not.toContain('Teléfono de oficina');
  });

  it('masks the identifiers, the telephones and the birth date of the aspirant, and reveals one at a time', async () => {
    const { cookie } = await signIn(MARIA.email);
    const { registration } = await scene.context.module
      .get(Dispatcher)
      .ask(systemActor('spec'), new GetAspirantData({ aspirantId: scene.mariaId }));
    const { claveElector, telefonoMovil, fechaNacimiento } = registration;
    const hidden = [claveElector, telefonoMovil, fechaNacimiento.split('-').reverse().join('/')];
    const own = await page('/portal/mis-datos', cookie);
    for (const value of hidden) expect(own).not.toContain(value);
    const revealed = await page('/portal/mis-datos?mostrar=claveElector', cookie);
    expect(hidden.filter((value) => revealed.includes(value))).toEqual([claveElector]);
  });

  it('escapes the values of a refused form', async () => {
    const { cookie } = await signIn(OTHER.email);
    const form = await (await post('/portal/auxiliares', { nombre: '"><script>x</script>' }, cookie)).text();
    expect(form).not.toContain('<script>');
    expect(form).toContain('&lt;script&gt;');
  });

  it('reports errors as a page to a browser, and as problem details to the API', async () => {
    const missing = await get('/no-existe');
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    const missingPage = await missing.text();
    expect(missingPage).toContain('Volver al inicio');
    expect(missingPage).not.toContain('KERNEL.');
    const api = await get('/api/v1/no-existe');
    expect(api.headers.get('content-type')).toContain('application/problem+json');
    expect((await get('/no-existe', '', '*/*')).headers.get('content-type')).toContain('application/problem+json');
    const { cookie } = await signIn(MARIA.email);
    expect((await get('/portal/apoyos/no-es-un-id', cookie)).status).toBe(404);
  });

  it('links to every interface from the front page, and shows the privacy notice (§16.4)', async () => {
    const front = await page('/', '');
    for (const link of ['/admin', '/portal', '/app', '/recibo']) expect(front).toContain(`href="${link}"`);
    const notice = await page('/aviso-de-privacidad', '');
    expect(notice).toContain('responsable de los datos personales');
    for (const datum of ['fecha de nacimiento', 'teléfono móvil', 'clave de elector', 'CURP', 'quien fue testigo']) {
      expect(notice).toContain(datum);
    }
    expect(notice).not.toContain('www.ine.mx');
  });
});

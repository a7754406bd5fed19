import type { PortalScene } from './portal-scene.js';

type Answer = Awaited<ReturnType<typeof fetch>>;

/** An HTTP client with the session of an aspirant. */
export class PortalClient {
  private constructor(
    private readonly scene: PortalScene,
    private readonly cookie: string,
  ) {}

  /** The cookie of the session, as `name=value`. */
  get session(): string {
    return this.cookie;
  }

  static async signIn(scene: PortalScene, email: string): Promise<PortalClient> {
    const anonymous = new PortalClient(scene, '');
    const first = await anonymous.get('/sign-in/portal/google');
    const choose = anonymous.locationOf(first);
    choose.pathname = choose.pathname.replace(/authorize$/, 'choose');
    choose.searchParams.set('email', email);
    const callback = anonymous.locationOf(await anonymous.get(choose.href));
    const returning = new PortalClient(scene, cookieOf(first, 'apoyo_entrada'));
    const answer = await returning.get(callback.href);
    // The server updates the stored session before it ends the body.
    await answer.text();
    return new PortalClient(scene, cookieOf(answer, 'apoyo_portal'));
  }

  get(path: string): Promise<Answer> {
    const headers = { accept: 'text/html', cookie: this.cookie };
    return fetch(new URL(path, this.scene.base), { redirect: 'manual', headers });
  }

  /** @throws Error if the status is not 200. */
  async page(path: string): Promise<string> {
    const answer = await this.get(path);
    if (answer.status !== 200) throw new Error(`${path} answered ${String(answer.status)}`);
    return answer.text();
  }

  /** @returns the status, and the URL of a redirect or the page. */
  async post(path: string, body: Record<string, string> | FormData): Promise<{ status: number; text: string }> {
    const answer = await fetch(new URL(path, this.scene.base), {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: this.cookie, origin: this.scene.base },
      body: body instanceof FormData ? body : new URLSearchParams(body),
    });
    const to = answer.headers.get('location');
    return { status: answer.status, text: to ?? (await answer.text()) };
  }

  /** Text of the row of an auxiliary in the list. */
  async auxiliaryRow(auxiliaryId: string): Promise<string> {
    const row = new RegExp(`${auxiliaryId}"[^]*?</tr>`).exec(await this.page('/portal/auxiliares'))?.[0] ?? '';
    return row.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  }

  locationOf(answer: Answer): URL {
    return new URL(answer.headers.get('location') ?? '', this.scene.base);
  }

  /** Registers the nth citizen of the scene, and returns the URL of their page. */
  async addAuxiliary(
    nth: number,
    email = `auxiliar${String(nth)}@correo.example`,
    change: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const person = this.scene.citizens[nth];
    if (!person) throw new Error('no such citizen');
    const { status, text } = await this.post('/portal/auxiliares', {
      nombre: person.printed.nombre,
      paterno: person.printed.paterno,
      materno: person.printed.materno,
      fechaNacimiento: person.fechaNacimiento.split('-').reverse().join('/'),
      telefonoMovil: '442 123 45 67',
      claveElector: person.claveElector,
      curp: '',
      emailProvider: 'google',
      email,
      ...change,
    });
    if (status !== 303) throw new Error(text);
    return text.replace(/\?.*$/, '');
  }
}

function cookieOf(answer: Answer, name: string): string {
  const found = answer.headers.getSetCookie().find((one) => one.startsWith(`${name}=`));
  return found?.split(';')[0] ?? '';
}

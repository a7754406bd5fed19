/** One error of a problem document; `field` is the input it refers to. */
export interface ProblemError {
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
}

/** A problem document (RFC 9457) with its errors in Spanish; status 0 means no usable response. */
export interface Problem {
  readonly status: number;
  readonly errors: readonly ProblemError[];
}

export type ApiResult<Data> =
  { readonly ok: true; readonly data: Data } | { readonly ok: false; readonly problem: Problem };

/** Either no response arrived, or the server failed when the change may already have been saved. */
export const OUTCOME_UNKNOWN = 'OUTCOME_UNKNOWN';
/** Dispatched on the window before the sign-in page replaces a page whose session has ended. */
export const SESSION_ENDED = 'sesion-terminada';
/** Dispatched on the window when a form or button is sent: the message about an earlier success disappears. */
export const SENDING = 'enviando';

const NO_ANSWER: Problem = {
  status: 0,
  errors: [{ code: 'OFFLINE', detail: 'No hubo respuesta del sistema. Revise su conexión e intente de nuevo.' }],
};
const UNKNOWN: Problem = {
  status: 0,
  errors: [
    {
      code: OUTCOME_UNKNOWN,
      detail:
        'La respuesta del sistema no llegó. Revise su conexión y envíe de nuevo para preguntar: si ya se guardó, verá el resultado y no se repetirá.',
    },
  ],
};
/** Codes of errors that may have occurred after the change was saved. */
const UNKNOWN_OUTCOME_CODES: ReadonlySet<string> = new Set(['KERNEL.UNEXPECTED', 'KERNEL.BUSY']);
const RESEND_AFTER_MS = 1500;

export function isUnknown<Data>(answer: ApiResult<Data>): boolean {
  return !answer.ok && answer.problem === UNKNOWN;
}

export async function load<Data>(address: string): Promise<ApiResult<Data>> {
  return (await call<Data>(address, { method: 'GET' })) ?? { ok: false, problem: NO_ANSWER };
}

/** A random UUID. `crypto.randomUUID` exists only on secure origins, and a demonstration may run without TLS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20)}`;
}

/**
 * Posts JSON, or multipart/form-data when the input contains a file. If the outcome is unknown, posts the same
 * request once more; the server carries out submissions with the same key only once.
 * @param key idempotency key; the caller repeats it until the outcome is known ({@link isUnknown}).
 */
export async function send<Data>(address: string, input: object, key: string): Promise<ApiResult<Data>> {
  window.dispatchEvent(new Event(SENDING));
  const post = (): Promise<ApiResult<Data> | undefined> => {
    const { headers, body } = bodyOf(input);
    return call<Data>(address, { method: 'POST', headers: { ...headers, 'Idempotency-Key': key }, body });
  };
  const first = await post();
  if (first) return first;
  await new Promise((resolve) => setTimeout(resolve, RESEND_AFTER_MS));
  return (await post()) ?? { ok: false, problem: UNKNOWN };
}

function bodyOf(input: object): { readonly headers: Readonly<Record<string, string>>; readonly body: BodyInit } {
  const entries = Object.entries(input) as [string, unknown][];
  if (!entries.some(([, value]) => value instanceof File)) {
    return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(input) };
  }
  const body = new FormData();
  for (const [name, value] of entries) body.append(name, value instanceof File ? value : String(value));
  return { headers: {}, body };
}

/**
 * Goes to the sign-in page on 401.
 * @returns undefined if no response arrived or, for a POST, if the outcome is unknown.
 */
async function call<Data>(address: string, init: RequestInit): Promise<ApiResult<Data> | undefined> {
  try {
    const response = await fetch(address, init);
    if (response.status === 401) return await signInAgain();
    const body = (await response.json()) as { data: Data } & ProblemError & { errors?: ProblemError[] };
    if (response.ok) return { ok: true, data: body.data };
    const { code, detail, field, errors = [{ code, detail, ...(field !== undefined && { field }) }] } = body;
    if (init.method === 'POST' && UNKNOWN_OUTCOME_CODES.has(code)) return undefined;
    return { ok: false, problem: { status: response.status, errors } };
  } catch {
    return undefined;
  }
}

/** Leaves for the sign-in page, which returns to this one. */
function signInAgain(): Promise<never> {
  window.dispatchEvent(new Event(SESSION_ENDED));
  const { pathname, search } = window.location;
  const query = new URLSearchParams({ aviso: 'vencida', volver: pathname + search });
  window.location.assign(`/admin/entrar?${query.toString()}`);
  return new Promise<never>(() => undefined);
}

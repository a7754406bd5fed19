/** One error of a problem document; `field` is the input it refers to. */
export interface ProblemError {
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
}

/** A problem document (RFC 9457) with its errors in Spanish; status 0 means no response. */
export interface Problem {
  readonly status: number;
  readonly errors: readonly ProblemError[];
}

export type ApiResult<Data> =
  { readonly ok: true; readonly data: Data } | { readonly ok: false; readonly problem: Problem };

const OFFLINE: Problem = {
  status: 0,
  errors: [
    {
      code: 'OFFLINE',
      detail: 'No hubo respuesta del sistema; no se guardó nada. Revise su conexión e intente de nuevo.',
    },
  ],
};

export const load = <Data>(address: string): Promise<ApiResult<Data>> => call<Data>(address, { method: 'GET' });

/** Posts JSON, or multipart/form-data when the input contains a file. */
export const send = <Data>(address: string, input: object): Promise<ApiResult<Data>> =>
  call<Data>(address, { method: 'POST', ...bodyOf(input) });

function bodyOf(input: object): RequestInit {
  const entries = Object.entries(input) as [string, unknown][];
  if (!entries.some(([, value]) => value instanceof File)) {
    return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(input) };
  }
  const body = new FormData();
  for (const [name, value] of entries) body.append(name, value instanceof File ? value : String(value));
  return { body };
}

/** Redirects to the sign-in page on 401; returns every other problem to the caller. */
async function call<Data>(address: string, init: RequestInit): Promise<ApiResult<Data>> {
  try {
    const response = await fetch(address, init);
    if (response.status === 401) {
      window.location.assign('/admin/entrar');
      return await new Promise<never>(() => undefined);
    }
    const body = (await response.json()) as { data: Data } & ProblemError & { errors?: ProblemError[] };
    if (response.ok) return { ok: true, data: body.data };
    const { code, detail, field, errors = [{ code, detail, field }] } = body;
    return { ok: false, problem: { status: response.status, errors: errors } };
  } catch {
    return { ok: false, problem: OFFLINE };
  }
}

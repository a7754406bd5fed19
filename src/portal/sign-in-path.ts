export const SIGN_IN_PATH = '/portal/entrar';

/** Why nobody is signed in: error codes by their word in the URL, because URLs contain no codes. */
const REASONS: Readonly<Record<string, string>> = {
  sesion: 'ACCESS.UNAUTHENTICATED',
  registro: 'PORTAL.ACCESS_ENDED',
  cuenta: 'PORTAL.NOT_REGISTERED',
  cancelada: 'SIGN_IN.CANCELLED',
  proveedor: 'SIGN_IN.PROVIDER_REFUSED',
  'sin-correo': 'SIGN_IN.EMAIL_MISSING',
  'correo-sin-confirmar': 'SIGN_IN.EMAIL_NOT_VERIFIED',
  falla: 'KERNEL.BUSY',
};

/** The sign-in page with a reason, and the page to return to. */
export function signInPath(code: string, returnTo?: string): string {
  const [reason = 'falla'] = Object.entries(REASONS).find(([, one]) => one === code) ?? [];
  const query = new URLSearchParams({ motivo: reason, ...(returnTo !== undefined && { volver: returnTo }) });
  return `${SIGN_IN_PATH}?${query.toString()}`;
}

/** The error code for a reason in the URL. */
export function codeOfReason(reason: unknown): string | undefined {
  return typeof reason === 'string' ? REASONS[reason] : undefined;
}

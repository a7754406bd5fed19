/**
 * Every address the web process answers, with what stands in front of it. A route that is not here fails the build.
 *
 * - `open`: anyone may ask; it tells nothing about anybody.
 * - `proof`: the caller proves itself in the request (a device's signature, a ticket, a one-time code).
 * - `portal`, `admin`: a session of an aspirant, of an official.
 * - `demonstration`: exists in the demonstration only.
 */
export type Access = 'open' | 'proof' | 'portal' | 'admin' | 'demonstration';

export const ROUTES: Readonly<Record<string, Access>> = {
  'GET /health/live': 'open',
  'GET /health/ready': 'open',
  'USE /assets': 'open',
  'GET /': 'open',
  'GET /aviso-de-privacidad': 'open',
  'GET /recibo': 'open',
  'USE /app': 'open',
  'GET /app/*': 'open',
  'GET /portal/entrar': 'open',
  'POST /portal/salir': 'portal',
  'GET /portal': 'portal',
  'GET /portal/auxiliares': 'portal',
  'POST /portal/auxiliares': 'portal',
  'GET /portal/auxiliares/nuevo': 'portal',
  'GET /portal/auxiliares/:auxiliaryId': 'portal',
  'GET /portal/auxiliares/:auxiliaryId/baja': 'portal',
  'POST /portal/auxiliares/:auxiliaryId/baja': 'portal',
  'GET /portal/apoyos': 'portal',
  'GET /portal/apoyos/:supportId': 'portal',
  'GET /sign-in/app/:provider': 'open',
  'GET /sign-in/portal/:provider': 'open',
  'GET /sign-in/:provider/callback': 'proof',
  'POST /api/v1/sign-in/token': 'proof',
  'GET /api/v1/keys': 'open',
  'GET /app/root.jwk.json': 'open',
  'POST /api/v1/enrolments/challenge': 'proof',
  'PUT /api/v1/enrolments/:enrolmentId': 'proof',
  'POST /api/v1/leases': 'proof',
  'PUT /api/v1/supports/:folio': 'proof',
};

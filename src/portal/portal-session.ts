import { oplName } from '#electoral/identifiers';
import { Injectable } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { GetAspirant, type AspirantView } from '../contexts/aspirants/index.js';
import { GetProcess } from '../contexts/processes/index.js';
import { DomainError } from '../kernel/errors/domain-error.js';
import { setFrame, type Frame } from '../kernel/http/pages.js';
import { setRequestActor } from '../kernel/http/request-actor.js';
import { closeSession, Sessions } from '../kernel/http/sessions.js';
import { submissionKeys } from '../kernel/http/submission-keys.js';
import { Clock } from '../kernel/clock/clock.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { CONTRIBUTIONS } from './contributions.js';
import { aspirantActor } from './portal-actor.js';
import { portalAspirant } from './portal-aspirant.js';
import { SIGN_IN_PATH, signInPath } from './sign-in-path.js';
import type { NavigationEntry, PortalAspirant } from './contribution.js';

/** `lax` and path `/`, because the redirect from the provider must carry the cookie. */
const COOKIE = { name: 'apoyo_portal', path: '/', sameSite: 'lax', idleMinutes: 60, maxHours: 12 } as const;

const ADMITTED: ReadonlySet<string> = new Set(['confirmed', 'withdrawn']);

const SECTIONS: readonly NavigationEntry[] = [
  { href: '/portal', label: 'Inicio' },
  ...CONTRIBUTIONS.flatMap(({ navigation = [] }) => navigation),
];

/** Mounts the portal session and the access check of its pages. */
export async function mountPortal(app: NestExpressApplication): Promise<void> {
  app.use(['/portal', '/sign-in'], await app.get(Sessions).middleware(COOKIE));
  const gate = app.get(PortalGate);
  app.use('/portal', (request: Request, response: Response, next: NextFunction) => {
    gate.pass(request, response).then((passed) => {
      if (passed) next();
    }, next);
  });
  app.use('/portal', submissionKeys());
}

/** Loads the aspirant on each request, so that a withdrawal immediately makes open sessions read-only. */
@Injectable()
export class PortalGate {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  /** @returns false if it redirected to the sign-in page. */
  async pass(request: Request, response: Response): Promise<boolean> {
    const aspirantId = request.session.accountId;
    const aspirant = aspirantId === undefined ? undefined : await this.#findAdmitted(aspirantId);
    if (aspirant) {
      setRequestActor(response, aspirantActor(aspirant.id, aspirant.status === 'withdrawn'));
      setFrame(response, await this.#frame(aspirant, request.originalUrl));
      return true;
    }
    if (aspirantId !== undefined) await closeSession(request);
    if (request.path === '/entrar') return true;
    const code = aspirantId === undefined ? 'ACCESS.UNAUTHENTICATED' : 'PORTAL.ACCESS_ENDED';
    response.redirect(303, signInPage(request, code));
    return false;
  }

  async #findAdmitted(aspirantId: string): Promise<AspirantView | undefined> {
    try {
      const aspirant = await this.dispatcher.ask(aspirantActor(aspirantId), new GetAspirant({ aspirantId }));
      return aspirant.confirmedAt !== null && ADMITTED.has(aspirant.status) ? aspirant : undefined;
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'not-found') return undefined;
      throw error;
    }
  }

  async #frame(aspirant: AspirantView, url: string): Promise<Frame> {
    const { id, displayName, processId, status } = aspirant;
    const actor = aspirantActor(id);
    const { practice, closedAt, entidad } = await this.dispatcher.ask(actor, new GetProcess({ processId }));
    const path = url.split('?')[0] ?? '';
    return {
      home: '/portal',
      shellName: `Portal de aspirantes · ${oplName(entidad)}`,
      person: displayName,
      signOut: '/portal/salir',
      navigation: SECTIONS.map(({ href, label, also = [] }) => ({
        href,
        label,
        current: href === '/portal' ? path === href : [href, ...also].some((start) => path.startsWith(start)),
      })),
      practice,
      keepsDraft: true,
      announcement: await noticeFor(portalAspirant(this.dispatcher, this.clock, actor, aspirant)),
      readOnly: status === 'withdrawn' || closedAt !== null,
    };
  }
}

/** The sign-in page with the reason, and the page to return to. */
function signInPage({ path, method, originalUrl }: Request, code: string): string {
  const isUnknown = code === 'ACCESS.UNAUTHENTICATED';
  // No error for a visitor who opens the portal's URL without a session.
  if (path === '/' && isUnknown) return SIGN_IN_PATH;
  return signInPath(code, isUnknown && method === 'GET' ? originalUrl : undefined);
}

/** Announcements of all contexts, joined. */
async function noticeFor(aspirant: PortalAspirant): Promise<string | undefined> {
  const sentences: string[] = [];
  for (const { notice } of CONTRIBUTIONS) {
    const sentence = await notice?.(aspirant);
    if (sentence) sentences.push(sentence);
  }
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

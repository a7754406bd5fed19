import { Injectable } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { GetAspirant, type AspirantView } from '../contexts/aspirants/index.js';
import { GetProcess } from '../contexts/processes/index.js';
import { DomainError } from '../kernel/errors/domain-error.js';
import { setFrame, type Frame } from '../kernel/http/pages.js';
import { setRequestActor } from '../kernel/http/request-actor.js';
import { closeSession, Sessions } from '../kernel/http/sessions.js';
import { Clock } from '../kernel/clock/clock.js';
import { Dispatcher } from '../kernel/messaging/dispatcher.js';
import { CONTRIBUTIONS } from './contributions.js';
import { aspirantActor } from './portal-actor.js';
import { portalAspirant } from './portal-aspirant.js';
import type { PortalAspirant } from './contribution.js';

export const SIGN_IN_PATH = '/portal/entrar';
/** The cookie must come back with the provider's redirect, hence `lax` and the whole site. */
const COOKIE = { name: 'apoyo_portal', path: '/', sameSite: 'lax', idleMinutes: 60 } as const;

const ADMITTED: ReadonlySet<string> = new Set(['confirmed', 'withdrawn']);

const SECTIONS = [{ href: '/portal', label: 'Inicio' }, ...CONTRIBUTIONS.flatMap(({ navigation = [] }) => navigation)];

/** Mounts the session of the portal, and the check that stands before each of its pages. */
export async function mountPortal(app: NestExpressApplication): Promise<void> {
  app.use(['/portal', '/sign-in'], await app.get(Sessions).middleware(COOKIE));
  const gate = app.get(PortalGate);
  app.use('/portal', (request: Request, response: Response, next: NextFunction) => {
    gate.pass(request, response).then((passed) => {
      if (passed) next();
    }, next);
  });
}

/** Asks anew at each request whose session it is: who was withdrawn may read from then on, and do nothing. */
@Injectable()
export class PortalGate {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  /** @returns false when the request was answered with the way to the entrance. */
  async pass(request: Request, response: Response): Promise<boolean> {
    const aspirantId = request.session.accountId;
    const aspirant = aspirantId === undefined ? undefined : await this.#admitted(aspirantId);
    if (aspirant) {
      setRequestActor(response, aspirantActor(aspirant.id, aspirant.status === 'withdrawn'));
      setFrame(response, await this.#frame(aspirant, request.originalUrl));
      return true;
    }
    if (aspirantId !== undefined) await closeSession(request);
    if (request.path === '/entrar') return true;
    const code = aspirantId === undefined ? 'ACCESS.UNAUTHENTICATED' : 'PORTAL.ACCESS_ENDED';
    // Who only opens the portal's address has lost nothing that would need telling.
    response.redirect(
      303,
      request.path === '/' && aspirantId === undefined ? SIGN_IN_PATH : `${SIGN_IN_PATH}?error=${code}`,
    );
    return false;
  }

  async #admitted(aspirantId: string): Promise<AspirantView | undefined> {
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
    const { practice } = await this.dispatcher.ask(actor, new GetProcess({ processId }));
    const path = url.split('?')[0] ?? '';
    return {
      home: '/portal',
      shellName: 'Portal de aspirantes',
      person: displayName,
      signOut: '/portal/salir',
      navigation: SECTIONS.map((section) => ({
        ...section,
        current: section.href === '/portal' ? path === '/portal' : path.startsWith(section.href),
      })),
      practice,
      announcement: await noticeFor(portalAspirant(this.dispatcher, this.clock, actor, aspirant)),
      readOnly: status === 'withdrawn',
    };
  }
}

/** What every context says that everyone must know now. */
async function noticeFor(aspirant: PortalAspirant): Promise<string | undefined> {
  const sentences: string[] = [];
  for (const { notice } of CONTRIBUTIONS) {
    const sentence = await notice?.(aspirant);
    if (sentence) sentences.push(sentence);
  }
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

import { Router, urlencoded } from 'express';
import { z } from 'zod';
import { systemActor } from '../../kernel/access/actor.js';
import type { Pages } from '../../kernel/http/pages.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { GetPeriodOfOffice, ListAllProcesses, ListOffices } from '../../contexts/processes/index.js';
import type { DemonstrationClock } from './demonstration-clock.js';
import { lastInstantOf } from '#electoral/time';

const HOUR = 3_600_000;
const STEPS = { hora: HOUR, dia: 24 * HOUR } as const;
const body = z.object({ paso: z.enum(['hora', 'dia', 'cierre']) });
const actor = systemActor('demonstration.clock');

/** `/demo/reloj`: visitors advance the time by an hour, a day, or to the end of the period for receiving records. */
export function clockRouter(clock: DemonstrationClock, dispatcher: Dispatcher, pages: Pages): Router {
  const router = Router();

  router.get('/', async (_request, response) => {
    const now = clock.now();
    const end = await endOfIntake(dispatcher);
    pages.send(response, 'demonstration/clock', {
      now,
      ahead: inWords(clock.ahead),
      end: end !== undefined && end > now ? end : undefined,
    });
  });

  router.post('/', urlencoded({ extended: false }), async (request, response) => {
    const parsed = body.safeParse(request.body);
    if (parsed.success) clock.advance(await stepLength(parsed.data.paso));
    response.redirect(303, '/demo/reloj');
  });

  async function stepLength(step: z.infer<typeof body>['paso']): Promise<number> {
    if (step !== 'cierre') return STEPS[step];
    const end = await endOfIntake(dispatcher);
    // One second past the end, so that no more records are received.
    return end === undefined ? 0 : Math.max(0, end.getTime() + 1000 - clock.now().getTime());
  }
  return router;
}

/** The last instant at which any process still receives supports (§10.5). */
async function endOfIntake(dispatcher: Dispatcher): Promise<Date | undefined> {
  const ends: number[] = [];
  for (const { id: processId } of await dispatcher.ask(actor, new ListAllProcesses({}))) {
    for (const { id: officeId } of await dispatcher.ask(actor, new ListOffices({ processId }))) {
      const period = await dispatcher.ask(actor, new GetPeriodOfOffice({ officeId })).catch((error: unknown) => {
        if (error instanceof DomainError && error.code === 'PROCESSES.PERIOD_MISSING') return undefined;
        throw error;
      });
      if (period) ends.push(lastInstantOf(period.graceEndsAt).getTime());
    }
  }
  return ends.length === 0 ? undefined : new Date(Math.max(...ends));
}

/** For example '2 días y 3 horas'; empty if the clock is not ahead. */
function inWords(milliseconds: number): string {
  const hours = Math.round(milliseconds / HOUR);
  const parts = [counted(Math.floor(hours / 24), 'día', 'días'), counted(hours % 24, 'hora', 'horas')];
  return parts.filter((part) => part !== '').join(' y ');
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? '' : `${String(count)} ${count === 1 ? one : many}`;
}

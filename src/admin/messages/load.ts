import { auditLabels } from '../../kernel/audit/audit-labels.js';
import { formatCentralMinute } from '../../kernel/clock/central-time.js';
import { DomainError } from '../../kernel/errors/domain-error.js';
import { ListStuckMessages, type StuckMessage } from '../../kernel/jobs/list-stuck-messages.js';
import { RetryMessages } from '../../kernel/jobs/retry-messages.js';
import { listView } from '../list.js';
import type { Official } from '../official.js';
import { unchecked, type ScreenRequest } from '../screen.js';
import type { StuckCauseView, StuckMessageListView, StuckMessageRow, StuckMessageView } from './views.js';

/** The messages that have waited longest come first. Query parameter: `estado`. */
export async function loadStuckMessages(
  official: Official,
  { query, pageSize: limit }: ScreenRequest,
): Promise<StuckMessageListView> {
  const found = await official.ask(
    new ListStuckMessages(
      unchecked({
        after: query['despues'],
        before: query['antes'],
        atEnd: query['pagina'] === 'ultima',
        state: query['estado'],
        limit,
      }),
    ),
  );
  return { ...listView({ search: undefined }, found, rowOf), waiting: found.total };
}

/** @throws DomainError KERNEL.NOT_FOUND if the message is no longer stuck. */
export async function loadStuckMessage(
  official: Official,
  { recordId: messageId }: ScreenRequest,
): Promise<StuckMessageView> {
  const [message] = (await official.ask(new ListStuckMessages(unchecked({ messageId })))).rows;
  if (!message) throw new DomainError('KERNEL.NOT_FOUND', { kind: 'not-found' });
  return { ...rowOf(message), occurredAt: instant(message.occurredAt), type: message.type };
}

/** Releases every message in several transactions. */
export async function releaseAll(official: Official): Promise<{ readonly released: number }> {
  let released = 0;
  for (let more = true; more;) {
    const part = await official.run(new RetryMessages({}));
    released += part.released;
    more = part.more;
  }
  return { released };
}

function rowOf({ id, state, lastError, attempts, stuckSince, nextAttemptAt }: StuckMessage): StuckMessageRow {
  return {
    id,
    state,
    causes: (lastError ?? '').split('; ').map((one) => causeOf(one, attempts)),
    attempts,
    since: instant(stuckSince),
    nextAttempt: nextAttemptAt === null ? '' : instant(nextAttemptAt),
  };
}

const OUTAGES: Readonly<Record<string, string>> = {
  mail: 'El servidor de correo no responde o rechaza todos los correos.',
  database: 'La base de datos no respondió.',
  storage: 'El almacén de archivos no respondió o está lleno.',
  keys: 'No se pudieron leer las llaves de esta instalación.',
};

/** @param stored `consumer: code`, or `consumer: service code` for an outage. */
function causeOf(stored: string, attempts: number): StuckCauseView {
  const [consumer = '', code = ''] = stored.split(': ');
  const [service = '', reason = ''] = code.split(' ');
  const work = auditLabels[consumer] ?? consumer;
  if (service === 'mail' && /^4\d\d$/.test(reason) && reason !== '421') {
    return { work, code, why: 'El servidor de correo no aceptó este correo por ahora.' };
  }
  const times = attempts === 1 ? 'Falló 1 vez.' : `Falló ${String(attempts)} veces.`;
  return { work, code, why: OUTAGES[service] ?? times };
}

const instant = (iso: string): string => formatCentralMinute(new Date(iso));

import { EventSpec, IntegrationEvent } from '../../../kernel/messaging/events.js';

/** Name of its consumer in the inbox. */
export const VERDICT_CONSUMER = 'control-desk.announce-verdict';

/** A reviewer gave a verdict. It is delivered when the verdict can no longer be undone. */
@EventSpec('control-desk.verdict-given', 1)
export class VerdictGiven extends IntegrationEvent<{
  readonly supportId: string;
  readonly verdictId: string;
}> {}

import { Injectable } from '@nestjs/common';
import { systemActor } from '../../kernel/access/actor.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { GroupCommit } from '../../kernel/messaging/group-commit.js';
import { ReceiveSupports, type ReceiveResult, type StoredUpload } from './commands/receive-supports.js';

/** How many records one commit makes durable at most. */
const AT_MOST = 64;

/** SupportReceiver that wait at the same time share one commit: its flush of the log is what each of them waits for (§10.3). */
@Injectable()
export class SupportReceiver {
  readonly #together: GroupCommit<StoredUpload, ReceiveResult>;

  constructor(dispatcher: Dispatcher) {
    const actor = systemActor('intake.receptions');
    this.#together = new GroupCommit(
      (receptions) => dispatcher.run(actor, new ReceiveSupports({ receptions })),
      AT_MOST,
    );
  }

  /** Resolves once the record is committed. @throws DomainError as {@link ReceiveSupports} answers for this record. */
  receive(reception: StoredUpload): Promise<ReceiveResult> {
    return this.#together.add(reception);
  }
}

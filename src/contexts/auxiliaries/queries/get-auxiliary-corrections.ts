import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { systemActor } from '../../../kernel/access/actor.js';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { Dispatcher } from '../../../kernel/messaging/dispatcher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import { GetOfficialNames } from '../../accounts/index.js';
import { correctionContext, type CorrectionContent } from '../domain/corrections.js';
import { findAuxiliary } from '../persistence/auxiliary-records.js';

const input = z.object({ auxiliaryId: z.uuid() });

export interface AuxiliaryCorrectionView extends CorrectionContent {
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Account of the official; null if the aspirant corrected the data. */
  readonly by: string | null;
}

/** The corrections of an auxiliary with previous and new values, newest first (§6.4). The read is audited. */
@QuerySpec({
  name: 'auxiliaries.get-auxiliary-corrections',
  permission: 'auxiliaries.correct',
  input,
  personalData: true,
  watched: 'revealed',
})
export class GetAuxiliaryCorrections extends KernelQuery<z.infer<typeof input>, readonly AuxiliaryCorrectionView[]> {}

interface Row {
  readonly id: string;
  readonly version: number;
  readonly changes: Buffer;
  readonly actorKind: string;
  readonly actorId: string;
  readonly at: string;
}

@QueryHandler(GetAuxiliaryCorrections)
export class GetAuxiliaryCorrectionsHandler implements IQueryHandler<GetAuxiliaryCorrections> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute({ input: { auxiliaryId } }: GetAuxiliaryCorrections): Promise<readonly AuxiliaryCorrectionView[]> {
    const { entidad, aspirantId, processId } = await findAuxiliary(this.work, auxiliaryId);
    this.work.authorize({ entidad, aspirantId });
    this.work.audit({ subject: ['auxiliary', auxiliaryId], stream: processId });
    const rows = await this.work.rows<Row>(
      `select c.id, c.version, c.changes, c.actor_kind as "actorKind", c.actor_id as "actorId", c.at
       from auxiliaries.correction c join auxiliaries.auxiliary t on t.id = c.auxiliary_id
       where {visible} and c.auxiliary_id = $1 order by c.version desc`,
      [auxiliaryId],
      { entidad: 't.entidad', aspirantId: 't.aspirant_id' },
    );
    const accounts = await this.#accountsOf(rows);
    return Promise.all(
      rows.map(async ({ id, version, changes, actorKind, actorId, at }) => {
        const text = await this.cipher.decryptText(changes, correctionContext(id));
        const by = actorKind === 'aspirant' ? null : (accounts.get(actorId) ?? actorId);
        return { ...(JSON.parse(text) as CorrectionContent), version, at, by };
      }),
    );
  }

  async #accountsOf(rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
    const ids = [...new Set(rows.filter(({ actorKind }) => actorKind === 'official').map(({ actorId }) => actorId))];
    if (ids.length === 0) return new Map();
    const system = systemActor('auxiliaries.get-auxiliary-corrections');
    const found = await this.dispatcher.ask(system, new GetOfficialNames({ ids }));
    return new Map(found.map(({ id, account }) => [id, account]));
  }
}

import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { FieldCipher } from '../../../kernel/crypto/field-cipher.js';
import { KernelQuery, QuerySpec } from '../../../kernel/messaging/specs.js';
import { UnitOfWork } from '../../../kernel/messaging/unit-of-work.js';
import type { SealedData } from '#electoral/wire';
import type { SupportFlag } from '../../intake/index.js';
import type { AssistedFault } from '../domain/assisted-capture.js';
import type { DeskVerdict } from '../domain/desk-verdict.js';
import type { RegistryStatus } from '#electoral/roll';
import type { ReportedClass } from '../domain/reported-class.js';
import { personalContext, type PersonalData } from '../persistence/personal-data.js';
import { findSupport } from '../persistence/support-records.js';
import type { CredentialFields, CredentialTypeKey } from '#electoral/identifiers';
import { SUPPORT_FLAGS_COLUMN } from './list-supports.js';

const input = z.object({
  supportId: z.uuid(),
  /** Whether the reader sees identifiers and names masked or in full; recorded in the audit trail. */
  shown: z.enum(['masked', 'full']).default('full'),
});

/** Data that the desk sees beside the images; `null` fields while the record has not been opened. */
export interface ReviewFacts {
  readonly supportId: string;
  readonly folio: string;
  readonly processId: string;
  readonly aspirantId: string;
  readonly auxiliaryId: string | null;
  readonly channel: 'app' | 'paper';
  readonly entidad: string;
  readonly capturedAt: string | null;
  readonly receivedAt: string;
  readonly integrityCode: string;
  readonly credentialType: CredentialTypeKey | null;
  readonly registryStatus: RegistryStatus;
  readonly bajaCause: string;
  readonly matchedBy: 'read' | 'typed' | 'both' | null;
  /** The identifiers belong to two different electors. */
  readonly matchConflict: boolean;
  readonly rollCut: string | null;
  readonly imageProblems: readonly string[];
  /** Outcome of reading the card on the device (§8.7); null if not reported. */
  readonly reading: SealedData['reading'] | null;
  /** Whether the photograph was kept despite a face check warning (§8.9); null if not reported. */
  readonly faceCheck: SealedData['faceCheck'] | null;
  /** Reason and witness of an assisted capture (decision 31). */
  readonly assisted: SealedData['assisted'] | null;
  readonly assistedFaults: readonly AssistedFault[];
  readonly outOfPeriod: boolean;
  /** What intake noted about the capture for the OPL to decide on (decision 8). */
  readonly flags: readonly SupportFlag[];
  readonly deskVerdict: DeskVerdict;
  readonly deskReason: string | null;
  readonly reportedClass: ReportedClass;
  /** Version of the rules that determined the class. */
  readonly ruleSet: string;
  readonly read: CredentialFields;
  readonly typed: CredentialFields;
}

/**
 * A support with the citizen's data, read and typed, for its review (§11.1) and for the results (§13). Internal, like
 * `GetEvidence`.
 */
@QuerySpec({
  name: 'verification.get-review-facts',
  permission: 'verification.evidence',
  heldBy: 'system',
  input,
  personalData: true,
  watched: 'opened',
})
export class GetReviewFacts extends KernelQuery<z.input<typeof input>, ReviewFacts> {}

type Row = Omit<ReviewFacts, 'read' | 'typed' | 'assisted'> & { readonly personal: Buffer | null };

@QueryHandler(GetReviewFacts)
export class GetReviewFactsHandler implements IQueryHandler<GetReviewFacts> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cipher: FieldCipher,
  ) {}

  async execute(query: GetReviewFacts): Promise<ReviewFacts> {
    const { supportId, shown } = query.input as z.infer<typeof input>;
    const support = await findSupport(this.work, supportId);
    this.work.authorize({ entidad: support.entidad });
    this.work.audit({ subject: ['support', supportId], stream: support.processId, details: { shown } });
    const [row] = await this.work.prepared<Row>(
      `select id as "supportId", folio, process_id as "processId", aspirant_id as "aspirantId",
         auxiliary_id as "auxiliaryId", channel, entidad, captured_at as "capturedAt",
         received_at as "receivedAt", integrity_code as "integrityCode",
         credential_type as "credentialType", registry_status as "registryStatus", baja_cause as "bajaCause",
         matched_by as "matchedBy", match_conflict as "matchConflict", roll_cut as "rollCut",
         image_problems as "imageProblems", reading, face_check as "faceCheck", assisted_faults as "assistedFaults",
         out_of_period as "outOfPeriod", desk_verdict as "deskVerdict", desk_reason as "deskReason",
         reported_class as "reportedClass", rule_set as "ruleSet", personal,
         ${SUPPORT_FLAGS_COLUMN}
       from verification.support where id = $1`,
      [supportId],
    );
    if (!row) throw new Error('the support disappeared during the query');
    const { personal, ...facts } = row;
    if (!personal) return { ...facts, read: {}, typed: {}, assisted: null };
    const { read, typed, assisted = null } = await this.#open(supportId, personal);
    return { ...facts, read, typed, assisted };
  }

  async #open(supportId: string, personal: Buffer): Promise<PersonalData> {
    return JSON.parse(await this.cipher.decryptText(personal, personalContext(supportId))) as PersonalData;
  }
}

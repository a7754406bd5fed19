import { Injectable } from '@nestjs/common';
import { AuditedDetails } from '../../kernel/audit/audited-details.js';

/** Name of the detail. */
export const KEY_THUMBPRINT = 'keyThumbprint';

/** The entries that record a thumbprint: the enrolment or, for devices of earlier releases, the migration. */
const RECORDED_BY = [{ action: 'devices.enrol-device' }, { action: 'devices.anchor-key' }] as const;

/**
 * The thumbprints of device keys as the audit trail recorded them at the enrolment. The row of a device can be
 * overwritten; its audit entry has a MAC that the database cannot write.
 */
@Injectable()
export class KeyAnchors {
  constructor(private readonly auditedDetails: AuditedDetails) {}

  /** @returns the recorded thumbprints by device id (RFC 7638, base64url): none if no entry is authentic. */
  async of(deviceIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const recorded = await this.auditedDetails.find({
      subjectKind: 'device',
      subjectIds: deviceIds,
      actions: RECORDED_BY.map(({ action }) => action),
      detail: KEY_THUMBPRINT,
    });
    const anchors = new Map<string, readonly string[]>();
    for (const { subjectId, value } of recorded) anchors.set(subjectId, [...(anchors.get(subjectId) ?? []), value]);
    return anchors;
  }
}

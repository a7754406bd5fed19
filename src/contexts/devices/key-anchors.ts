import { Injectable } from '@nestjs/common';
import { AuditedDetails, type AuditedDetailFilter } from '../../kernel/audit/audited-details.js';

/** Name of the audit detail that contains the thumbprint. */
export const KEY_THUMBPRINT = 'keyThumbprint';

/** The entries that record a thumbprint: the enrolment or, for devices of earlier releases, migration or adoption. */
const RECORDED_BY = [{ action: 'devices.enrol-device' }, { action: 'devices.anchor-key' }] as const;

/**
 * The thumbprints of device keys as the audit trail recorded them at the enrolment. The row of a device can be
 * overwritten; the MAC of its audit entry needs a key that is outside the database.
 */
@Injectable()
export class KeyAnchors {
  constructor(private readonly auditedDetails: AuditedDetails) {}

  /** @returns thumbprints (RFC 7638, base64url) by device id; devices without an authentic entry are omitted. */
  async of(deviceIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const recorded = await this.auditedDetails.find(entriesAbout(deviceIds));
    const anchors = new Map<string, readonly string[]>();
    for (const { subjectId, value } of recorded) anchors.set(subjectId, [...(anchors.get(subjectId) ?? []), value]);
    return anchors;
  }

  /** @returns the devices among these that have an entry with a thumbprint, authentic or not. */
  recorded(deviceIds: readonly string[]): Promise<ReadonlySet<string>> {
    return this.auditedDetails.subjectsWith(entriesAbout(deviceIds));
  }
}

const entriesAbout = (deviceIds: readonly string[]): AuditedDetailFilter => ({
  subjectKind: 'device',
  subjectIds: deviceIds,
  actions: RECORDED_BY.map(({ action }) => action),
  detail: KEY_THUMBPRINT,
});

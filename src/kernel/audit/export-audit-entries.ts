import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { z } from 'zod';
import type { Page } from '../lists/page.js';
import { KernelQuery, QuerySpec } from '../messaging/specs.js';
import { UnitOfWork } from '../messaging/unit-of-work.js';
import { EntryReasons } from './entry-reasons.js';
import {
  auditFilter,
  auditReading,
  prepareFilter,
  readEntries,
  type AuditEntry,
  type AuditFilter,
} from './find-audit-entries.js';

/** A page of the audit trail for a file that leaves the system. Its own name distinguishes it in the trail. */
@QuerySpec({ name: 'audit.export-entries', permission: 'audit.read', input: auditFilter, personalData: true })
export class ExportAuditEntries extends KernelQuery<z.input<typeof auditFilter>, Page<AuditEntry>> {}

@QueryHandler(ExportAuditEntries)
export class ExportAuditEntriesHandler implements IQueryHandler<ExportAuditEntries> {
  constructor(
    private readonly work: UnitOfWork,
    private readonly reasons: EntryReasons,
  ) {}

  async execute(query: ExportAuditEntries): Promise<Page<AuditEntry>> {
    const filter = await prepareFilter(query.input as AuditFilter, this.reasons);
    const page = await readEntries(this.work, this.reasons, filter);
    auditReading(this.work, filter, page.rows);
    // A file shows no total, and counting for each page would take as long as reading it.
    return { ...page, total: { value: page.rows.length, more: page.next !== null } };
  }
}

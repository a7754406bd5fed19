import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../../../kernel/crypto/digest.js';
import { buildPackage, type PackageHeader, type ResultRow } from './results-package.js';

const header: PackageHeader = {
  processId: 'p',
  idProceso: 'QRO-2027-01',
  entidad: '22',
  processName: 'Proceso',
  practice: false,
  closedAt: '2027-03-01T00:00:00.000Z',
};
const row = (folio: string, aspirantId: string, reportedClass: string): ResultRow => ({
  supportId: folio,
  folio,
  aspirantId,
  reportedClass,
});
const rows = [row('AC-3', 'b', 'valido'), row('AC-1', 'a', 'valido'), row('AC-2', 'a', 'baja')];
const linesOf = (content: Buffer): Record<string, unknown>[] =>
  content
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the results package (§13.2 E)', () => {
  it('starts with a header line whose digest covers every byte after that line', () => {
    const content = buildPackage(header, rows);
    const body = content.subarray(content.indexOf('\n') + 1);
    expect(linesOf(content)[0]).toMatchObject({
      type: 'header',
      idProceso: 'QRO-2027-01',
      records: 3,
      classes: { baja: 1, valido: 2 },
      bodySha256: sha256(body).toString('hex'),
    });
  });

  it('contains the totals per aspirant and class, then every record by folio', () => {
    expect(linesOf(buildPackage(header, rows)).slice(1)).toEqual([
      { type: 'summary', aspirantId: 'a', records: 2, classes: { baja: 1, valido: 1 } },
      { type: 'summary', aspirantId: 'b', records: 1, classes: { valido: 1 } },
      { type: 'record', ...rows[1] },
      { type: 'record', ...rows[2] },
      { type: 'record', ...rows[0] },
    ]);
  });

  it('does not depend on the order of the input', () => {
    expect(buildPackage(header, [...rows].reverse()).equals(buildPackage(header, rows))).toBe(true);
  });

  it('may be empty', () => {
    expect(linesOf(buildPackage(header, []))).toHaveLength(1);
  });
});

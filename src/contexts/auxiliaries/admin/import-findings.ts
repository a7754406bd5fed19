import { unchecked, type Page } from '../../../admin/screen.js';
import { ListAspirants } from '../../aspirants/index.js';
import { ListImportFindings } from '../index.js';
import type { ImportFindingsView } from './import-views.js';
import { formatMinute } from './load-record.js';

const SHOWN = 200;

/** Findings in imported files that only the OPL may see (§6.4, decision 28). */
export const importFindings: Page = {
  name: 'hallazgos-de-archivos',
  label: 'Auxiliares de archivos: por revisar',
  permission: 'auxiliaries.review',
  component: 'auxiliaries/import-findings',
  load: async (official): Promise<ImportFindingsView> => {
    const entidad = official.actor.scope['entidad'] ?? '';
    const findings = await official.ask(new ListImportFindings({ entidad, limit: SHOWN }));
    const ids = [...new Set(findings.map(({ aspirantId }) => aspirantId))];
    const found =
      ids.length === 0 ? [] : (await official.ask(new ListAspirants(unchecked({ ids, limit: SHOWN })))).rows;
    const names = new Map(found.map(({ id, displayName }) => [id, displayName]));
    return {
      findings: findings.map(
        ({ importId, rowNumber, kind, displayName, claveElectorEnding, cause, aspirantId, at }) => ({
          id: `${importId}-${rowNumber}-${kind}`,
          person: displayName,
          claveElectorEnding,
          kind,
          cause,
          aspirant: names.get(aspirantId) ?? '',
          at: formatMinute(at),
        }),
      ),
    };
  },
};

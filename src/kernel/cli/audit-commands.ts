import { writeFile } from 'node:fs/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { AuditCheck } from '../audit/audit-check.js';
import { describeFault } from '../audit/audit-faults.js';
import { auditLabels } from '../audit/audit-labels.js';
import { AuditHeads } from '../audit/audit-heads.js';
import type { HeadsStatement } from '../audit/audit-statements.js';
import { EntryAdoption } from '../audit/entry-adoption.js';
import { RowAdoption } from '../audit/row-adoption.js';
import { TrailAdoptions } from '../audit/trail-adoption.js';
import { formatCentral } from '../clock/central-time.js';
import { cliCommand, fail, say } from './cli-command.js';

const PROGRESS_EVERY = 100_000;

export default [
  cliCommand({
    name: 'audit verify',
    purpose: 'comprueba toda la bitácora: cada asiento, cada sello con su firma y que no falte ninguna cadena',
    options: {
      'against-data': {
        value: '',
        flag: true,
        purpose: 'compara además los datos que deciden los resultados con lo que asienta la bitácora',
      },
      heads: {
        value: 'ARCHIVO',
        purpose:
          'las firmas que se sacaron antes del sistema; así se sabe si la bitácora se regresó a un estado anterior',
      },
    },
    exitsWithOneWhen: 'si encontró una alteración',
    async run(app, { 'against-data': againstData, heads }) {
      const exported = heads === undefined ? [] : await readHeads(app, heads);
      let lastReported = 0;
      const { streams, entries, rows, faults, compared } = await app.get(AuditCheck).run({
        againstData: againstData !== undefined,
        exported,
        onProgress: (progress) => {
          if (progress.entries + progress.rows < lastReported + PROGRESS_EVERY) return;
          lastReported = progress.entries + progress.rows;
          say(`… ${String(progress.entries)} asientos, ${String(progress.rows)} datos`);
        },
      });
      say(`Cadenas: ${String(streams)}; asientos: ${String(entries)}; datos comparados: ${String(rows)}.`);
      const last = compared
        .map(({ at }) => at)
        .sort()
        .at(-1);
      if (last === undefined) {
        say('Sin AUDIT_HEADS_DIR ni --heads no se puede saber si se borró el final de la bitácora completa.');
      } else {
        const when = formatCentral(new Date(last));
        say(
          `Listas que salieron del sistema y se compararon: ${String(compared.length)}; última: ${when} (hora centro).`,
        );
      }
      for (const fault of faults) say(describeFault(fault));
      if (faults.length > 0) fail(`Alteraciones encontradas: ${String(faults.length)}.`);
      say('No se encontró ninguna alteración.');
    },
  }),
  cliCommand({
    name: 'audit heads',
    purpose: 'saca del sistema las firmas de la bitácora, para guardarlas donde nadie las pueda cambiar',
    argument: { name: 'ARCHIVO', purpose: 'el archivo que se crea' },
    async run(app, _, file) {
      const statement = await app.get(AuditHeads).publish('cli');
      if (statement === undefined) fail('La bitácora aún no tiene ningún sello.');
      await writeFile(file, `${statement}\n`, { flag: 'wx' });
      say('Guarde el archivo fuera del sistema; lo comprueba «audit verify --heads».');
    },
  }),
  cliCommand({
    name: 'audit adopt',
    purpose: 'asienta los datos que cambió una migración; con --entries, firma los asientos anteriores a las firmas',
    options: {
      reason: { value: 'TEXTO', purpose: 'por qué se hace; queda en la bitácora', required: true },
      entries: { value: '', flag: true, purpose: 'muestra los asientos sin firma, o los firma con --confirm' },
      confirm: { value: 'N', purpose: 'el número de asientos que mostró --entries y que usted revisó' },
    },
    exitsWithOneWhen: 'si el número de asientos no es el que se confirmó',
    async run(app, { reason, entries, confirm }) {
      if (entries !== undefined) return adoptEntries(app.get(EntryAdoption), reason, confirm);
      if (confirm !== undefined) fail('La opción --confirm solo se usa con --entries.');
      const rows = await app.get(RowAdoption).adopt(reason);
      const facts = await app.get(TrailAdoptions).adopt(reason);
      say(`Datos asentados: ${String(rows)}; hechos añadidos: ${String(facts)}.`);
    },
  }),
];

async function adoptEntries(adoption: EntryAdoption, reason: string, confirm: string | undefined): Promise<void> {
  const unsigned = await adoption.list();
  const total = unsigned.reduce((sum, { entries }) => sum + entries, 0);
  if (confirm !== undefined) {
    const seals = await adoption.adopt(Number(confirm), reason);
    if (seals === undefined) fail(`Se confirmaron ${confirm} asientos y hay ${String(total)} sin firma; revíselos.`);
    say(`Asientos firmados: ${String(total)}; sellos firmados: ${String(seals)}.`);
    return;
  }
  for (const { stream, action, entries, late, first, last } of unsigned) {
    const when = `del ${formatCentral(first)} al ${formatCentral(last)} (hora centro)`;
    const after = late === 0 ? '' : `; posteriores a la primera firma: ${String(late)}`;
    say(`Cadena ${stream}: ${String(entries)} de «${auditLabels[action] ?? action}», ${when}${after}.`);
  }
  say(
    `Asientos sin firma: ${String(total)}. Nadie puede probar quién los escribió. Si los reconoce como propios, repita`,
  );
  say(`la orden con --confirm ${String(total)}.`);
}

async function readHeads(app: INestApplicationContext, file: string): Promise<readonly HeadsStatement[]> {
  const found = await app.get(AuditHeads).readFile(file);
  if (!found) fail(`${file} no lo firmó esta instalación o cambió.`);
  if (found.length === 0) fail(`${file} está vacío.`);
  return found;
}

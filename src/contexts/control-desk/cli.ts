import { readFile } from 'node:fs/promises';
import { wrapInPages } from '../../kernel/cli/wrap-in-pages.js';
import { cliCommand, fail, operator, say } from '../../kernel/cli/cli-command.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ListVerifiedSupports, WrapEvidenceKeys } from '../verification/index.js';
import { auditedRecords, boundReached, RISK_LIMIT, reviewsNeeded } from './domain/error-bound.js';
import { agreementByCriterion, agreementOf, type Agreement, type PairedVerdicts } from './domain/kappa.js';
import { readSeed, sampleOrder, SEED_DIGITS } from './domain/sample-order.js';
import { readVerdictList, type VerdictList } from './domain/verdict-list.js';
import { ListAssignedSupports } from './index.js';

const NUMBER = 'N';

export default [
  cliCommand({
    name: 'evidence wrap',
    purpose:
      'cifra para la Mesa de Control las llaves de los registros verificados que aún no lo están, primero los asignados; tras actualizar o renovar la llave «evidence», donde está la llave de recepción; puede interrumpirse y repetirse',
    exitsWithOneWhen: 'si algún registro no concuerda con su acuse, su archivo o la bitácora',
    async run(app) {
      const dispatcher = app.get(Dispatcher);
      const wrap = (supportIds: readonly string[]) =>
        dispatcher.run(operator, new WrapEvidenceKeys({ supportIds: [...supportIds] }));
      await wrapInPages(app, 'registros', [
        { list: (after) => dispatcher.ask(operator, new ListAssignedSupports({ after })), wrap },
        { list: (after) => dispatcher.ask(operator, new ListVerifiedSupports({ after })), wrap },
      ]);
    },
  }),
  cliCommand({
    name: 'desk sample',
    withoutConfiguration: true,
    purpose:
      'sortea otra vez, en cualquier máquina, la muestra de registros que se revisan por segunda vez: escribe sus identificadores en el orden del sorteo',
    argument: { name: 'ARCHIVO', purpose: 'la lista publicada de dictámenes' },
    options: {
      seed: { value: 'DÍGITOS', purpose: 'la semilla que se sorteó en público', required: true },
      size: { value: NUMBER, purpose: 'cuántos registros tiene la muestra', required: true },
      aspirant: { value: 'ID', purpose: 'solo los registros de esta persona aspirante' },
    },
    async run(_, { seed, size, aspirant }, file) {
      const digits = readSeed(seed);
      if (digits === undefined) return fail(`--seed debe tener al menos ${String(SEED_DIGITS)} dígitos.`);
      const wanted = numberOf('--size', size);
      const { verdicts, digest } = await publishedList(file);
      const own = verdicts.filter(({ aspirantId }) => aspirant === undefined || aspirantId === aspirant);
      if (own.length < wanted) return fail(`La lista tiene ${String(own.length)} registros; pida esos o menos.`);
      say(`# SHA-256 de la lista: ${digest}; registros: ${String(own.length)}; muestra: ${String(wanted)}`);
      const order = sampleOrder(
        own.map(({ supportId }) => supportId),
        digest,
        digits,
      );
      for (const supportId of order.slice(0, wanted)) say(supportId);
    },
  }),
  cliCommand({
    name: 'desk bound',
    withoutConfiguration: true,
    purpose:
      'dice cuántas segundas revisiones acotan a 5 % la probabilidad de que el resultado de una persona aspirante sea erróneo, y la cota a la que se llegó',
    options: {
      counted: { value: NUMBER, purpose: 'apoyos que cuentan', required: true },
      uncounted: { value: NUMBER, purpose: 'apoyos que no cuentan', required: true },
      required: { value: NUMBER, purpose: 'apoyos que se requieren', required: true },
      reviewed: { value: NUMBER, purpose: 'segundas revisiones hechas, en el orden del sorteo; 0 si no se dice' },
      wrong: { value: NUMBER, purpose: 'cuántas de ellas cambiaron si el apoyo cuenta; 0 si no se dice' },
    },
    run(_, { counted, uncounted, required, reviewed = '0', wrong = '0' }) {
      const records = auditedRecords({
        counted: numberOf('--counted', counted),
        uncounted: numberOf('--uncounted', uncounted),
        required: numberOf('--required', required),
      });
      const [done, errors] = [numberOf('--reviewed', reviewed), numberOf('--wrong', wrong)];
      if (done > records.size || errors > done) {
        return fail(`--wrong no puede pasar de --reviewed, ni este de ${String(records.size)}, los que se revisan.`);
      }
      const needed = reviewsNeeded(records, errors);
      const audited = records.kind === 'counted' ? 'que cuentan' : 'que no cuentan';
      say(`Se revisan por segunda vez los apoyos ${audited}: ${String(records.size)}.`);
      say(`Para que el resultado fuera erróneo, tendrían que estar mal al menos ${String(records.mustBeWrong)}.`);
      say(`Cota a la que se llegó: ${(boundReached(records, { done, wrong: errors }) * 100).toFixed(2)} %.`);
      say(
        needed === null
          ? 'Los errores encontrados ya cambian el resultado: revise todos.'
          : `Revisiones necesarias para ${String(RISK_LIMIT * 100)} %: ${String(needed)}; hechas: ${String(done)}.`,
      );
      return Promise.resolve();
    },
  }),
  cliCommand({
    name: 'desk kappa',
    withoutConfiguration: true,
    purpose: 'calcula la kappa de Cohen, con su intervalo de 95 %, por persona que revisó y por criterio',
    argument: {
      name: 'ARCHIVO',
      purpose: 'una línea por registro revisado dos veces: persona,primer dictamen,segundo dictamen',
    },
    async run(_app, _options, file) {
      const byReviewer = new Map<string, PairedVerdicts[]>();
      for (const [at, line] of (await readFile(file, 'utf8')).trimEnd().split('\n').entries()) {
        const [reviewer = '', first = '', second = '', ...rest] = line.trim().split(',');
        if (!reviewer || !first || !second || rest.length > 0) return fail(`La línea ${String(at + 1)} no es válida.`);
        byReviewer.set(reviewer, [...(byReviewer.get(reviewer) ?? []), { first, second }]);
      }
      for (const [reviewer, pairs] of byReviewer) {
        say(agreementLine(reviewer, agreementOf(pairs)));
        for (const [criterion, agreement] of agreementByCriterion(pairs)) {
          say(agreementLine(`  ${criterion}`, agreement));
        }
      }
    },
  }),
];

function numberOf(option: string, value: string): number {
  return /^\d{1,9}$/.test(value) ? Number(value) : fail(`${option} debe ser un número.`);
}

async function publishedList(file: string): Promise<VerdictList> {
  try {
    return readVerdictList(await readFile(file));
  } catch (error) {
    if (error instanceof SyntaxError) return fail(`La línea ${error.message} de la lista no es válida.`);
    throw error;
  }
}

function agreementLine(label: string, { records, agreed, kappa }: Agreement): string {
  const figures =
    kappa === null
      ? 'kappa sin definir'
      : `kappa ${kappa.value.toFixed(4)}, de ${kappa.low.toFixed(4)} a ${kappa.high.toFixed(4)}`;
  return `${label}: ${String(records)} registros, ${String(agreed)} iguales, ${figures}`;
}

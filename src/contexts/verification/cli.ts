import { open, unlink } from 'node:fs/promises';
import { cliCommand, fail, operator, say } from '../../kernel/cli/cli-command.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ExchangeFileError } from '../electoral-roll/index.js';
import {
  ApplyRollAnswers,
  ExportRollQuestions,
  importAnswers,
  ListQuarantined,
  VerifyAgain,
  VerifyAllAgain,
} from './index.js';

export default [
  cliCommand({
    name: 'quarantine list',
    purpose: 'muestra los registros que no se pudieron abrir, desde cuándo y por qué; primero los más antiguos',
    options: { limit: { value: 'N', purpose: 'cuántos a lo más, 50 si no se dice' } },
    async run(app, { limit = '50' }) {
      const { rows, total } = await app.get(Dispatcher).ask(operator, new ListQuarantined({ limit: Number(limit) }));
      for (const { id, folio, since, cause, detail } of rows) say([id, folio, since, cause, detail].join('  ').trim());
      say(`En cuarentena: ${total.more ? 'más de ' : ''}${String(total.value)}.`);
    },
  }),
  cliCommand({
    name: 'quarantine verify',
    purpose: 'intenta abrir de nuevo un registro en cuarentena, o todos',
    options: { support: { value: 'ID', purpose: 'solo este, como lo muestra quarantine list' } },
    exitsWithOneWhen: 'si el registro de --support sigue en cuarentena',
    async run(app, { support }) {
      const dispatcher = app.get(Dispatcher);
      if (support === undefined) {
        const { jobId } = await dispatcher.run(operator, new VerifyAllAgain({}));
        say(`Los procesos de trabajo los verifican; vea su avance en «Trabajos» (${jobId}).`);
        return;
      }
      const { state, jobId } = await dispatcher.run(operator, new VerifyAgain({ supportId: support }));
      if (jobId !== undefined) {
        say(`Los procesos de trabajo lo verifican; vea su avance en «Trabajos» (${jobId}).`);
        return;
      }
      if (state !== 'verified') fail('El registro sigue sin poderse abrir.');
      say('El registro se pudo abrir y pasa a la Mesa de Control.');
    },
  }),
  cliCommand({
    name: 'roll export',
    purpose:
      'saca en un archivo (docs/roll-exchange-format.md) los identificadores de los apoyos que esperan respuesta del padrón, o de los que aún no respondió el corte --cut',
    argument: { name: 'ARCHIVO', purpose: 'el archivo que se va a escribir' },
    options: {
      cut: { value: 'NOMBRE', purpose: 'el corte al que se pregunta' },
      limit: { value: 'N', purpose: 'cuántos apoyos a lo más' },
    },
    async run(app, { cut, limit }, file) {
      // Create the file before exporting: records marked as exported must end up in it. `wx` never overwrites a file.
      const target = await open(file, 'wx', 0o600).catch(() => fail('Ese archivo ya existe o no se puede escribir.'));
      try {
        const {
          batchId,
          records,
          text: content,
        } = await app
          .get(Dispatcher)
          .run(operator, new ExportRollQuestions({ cut, ...(limit !== undefined && { limit: Number(limit) }) }));
        if (batchId === undefined) {
          await unlink(file);
          say('Ningún apoyo espera respuesta del padrón.');
          return;
        }
        await target.writeFile(content);
        await target.sync();
        say(
          `Lote ${batchId}: ${records.toLocaleString('es-MX')} apoyos. El archivo tiene datos personales; resguárdelo.`,
        );
      } finally {
        await target.close();
      }
    },
  }),
  cliCommand({
    name: 'roll import',
    purpose: 'lee las respuestas del padrón a un lote y verifica con ellas los apoyos; repetirlo no cambia nada',
    argument: { name: 'ARCHIVO', purpose: 'el archivo de respuestas' },
    exitsWithOneWhen: 'si alguna respuesta no es del lote o no es válida',
    async run(app, _, file) {
      const { applied, repeated, unknown, faults } = await importAnswers(file, (input) =>
        app.get(Dispatcher).run(operator, new ApplyRollAnswers(input)),
      ).catch((error: unknown) => {
        if (error instanceof ExchangeFileError) fail(`No se leyó nada del archivo: ${error.reason}.`);
        throw error;
      });
      say(`Respuestas aplicadas: ${String(applied)}; ya aplicadas antes: ${String(repeated)}.`);
      if (unknown.length > 0) say(`No son de ese lote: ${unknown.join(', ')}.`);
      for (const { line, fault } of faults) say(`Renglón ${String(line)}: ${fault} no es válido.`);
      if (unknown.length + faults.length > 0) process.exitCode = 1;
    },
  }),
];

import { searchText, searchWords } from '../../../kernel/lists/search-text.js';
import type { AuditSubject } from '../../../admin/screen.js';
import { ListAllProcesses } from '../queries/list-all-processes.js';

/** Processes in the audit trail: named by Id Proceso, found by it or by words of their name. */
export const processSubject: AuditSubject = {
  label: 'Proceso',
  catalogue: 'procesos',
  permission: 'processes.read',
  names: async (official, ids) => {
    const wanted = new Set(ids);
    const found = (await official.ask(new ListAllProcesses({}))).filter(({ id }) => wanted.has(id));
    return found.map(({ id, idProceso }) => [id, idProceso] as const);
  },
  find: async (official, text, limit) => {
    const words = searchWords(text);
    const known = (await official.ask(new ListAllProcesses({}))).map(({ id, idProceso, name }) => ({
      id,
      words: searchText(`${idProceso} ${name}`),
    }));
    return known
      .filter((process) => words.length > 0 && words.every((word) => process.words.includes(word)))
      .map(({ id }) => id)
      .slice(0, limit);
  },
};

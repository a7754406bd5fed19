import type { INestApplicationContext } from '@nestjs/common';
import { AppConfig } from '../../kernel/config/config.js';
import { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { registeredPeople } from '../people/registered-people.js';
import { OFFICIALS, OFFICIALS_PASSWORD } from '../seed/officials.js';

/** The table of addresses and accounts that `npm start` prints. */
export async function welcome(app: INestApplicationContext): Promise<string> {
  const { publicUrl } = app.get(AppConfig);
  const people = await registeredPeople(app.get(Dispatcher));
  const aspirant = people.find(({ role }) => role === 'Aspirante');
  const auxiliary = people.find(({ role }) => role === 'Auxiliar');
  const account = OFFICIALS.find(({ role }) => role === 'opl-administrator')?.account ?? '';
  const rows: [string, string, string][] = [
    ['Guía de la demostración', `${publicUrl}/demo`, 'todas las cuentas, llave del OPL, credenciales inventadas'],
    ['Oficina de trabajo', `${publicUrl}/admin`, `${account} · ${OFFICIALS_PASSWORD}`],
    ['Portal de aspirantes', `${publicUrl}/portal`, aspirant ? `Google: ${aspirant.email}` : ''],
    ['Aplicación de captura', `${publicUrl}/app/`, auxiliary ? `Google: ${auxiliary.email} · ${auxiliary.id}` : ''],
    ['Correo enviado', `${publicUrl}/demo/correo`, ''],
    ['Reloj', `${publicUrl}/demo/reloj`, ''],
  ];
  const width = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  const lines = rows.map(([what, where, who]) =>
    `  ${what.padEnd(width(0))}  ${where.padEnd(width(1))}  ${who}`.trimEnd(),
  );
  return ['', 'Apoyo Ciudadano · DEMOSTRACIÓN, lista. Personas y datos inventados.', '', ...lines, ''].join('\n');
}

import type { INestApplicationContext } from '@nestjs/common';
import { EntityManager } from '@mikro-orm/postgresql';
import { AppConfig } from '../config/config.js';
import { isDatabaseUnavailable } from './database-unavailable.js';

/**
 * In production, prevents a process from starting with a database user that owns tables or administers the server. If
 * the database is down, the process may start, and the alarm is raised later.
 * @throws Error if the user has such privileges, or if this cannot be checked.
 */
export async function refuseOwnerOrAdministrator(app: INestApplicationContext): Promise<void> {
  if (app.get(AppConfig).mode !== 'production') return;
  const isPrivileged = await isOwnerOrAdministrator(app.get(EntityManager)).catch((error: unknown) => {
    if (isDatabaseUnavailable(error)) return false;
    throw error;
  });
  if (isPrivileged) {
    throw new Error('the user of DATABASE_URL owns tables or administers PostgreSQL: run provision and migrate');
  }
}

/**
 * Whether the user of the connection owns tables, administers the server, or is a member of a predefined PostgreSQL
 * role such as `pg_write_all_data` (docs/adr/0061-database-roles.md).
 */
export async function isOwnerOrAdministrator(em: EntityManager): Promise<boolean> {
  const [row] = await em.fork().execute<{ powerful: boolean }[]>(
    `select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls
       or exists (select from pg_class c join pg_namespace n on n.oid = relnamespace
         where nspname not like 'pg\\_%' and pg_has_role(role.oid, relowner, 'member'))
       or exists (select from pg_roles other where other.rolname like 'pg\\_%'
         and pg_has_role(role.oid, other.oid, 'member')) as powerful
     from pg_roles role where rolname = current_user`,
  );
  return row?.powerful === true;
}

import pg from 'pg';
import { scramVerifier } from '../crypto/scram-verifier.js';
import { DatabaseRole } from './database-role.js';
import { withOwner } from './owner-connection.js';
import { createGroupRoles, type OwnerClient } from './privileges.js';

export type ProvisionFault = 'same-user' | 'no-user' | 'too-powerful';

/** The users in the two URLs do not allow provisioning. */
export class ProvisionError extends Error {
  constructor(
    readonly fault: ProvisionFault,
    readonly user: string,
  ) {
    super(`${fault}: ${user}`);
  }
}

/**
 * Creates the group roles of the server and the application's user, with the password in its URL. May be repeated, e.g.
 * with another password.
 * @param ownerUrl connects as a superuser, or as the owner of the database with CREATEROLE.
 * @throws ProvisionError
 */
export async function provision(ownerUrl: string, applicationUrl: string): Promise<void> {
  const { username, password } = new URL(applicationUrl);
  const user = decodeURIComponent(username);
  if (user === '') throw new ProvisionError('no-user', user);
  if (user === decodeURIComponent(new URL(ownerUrl).username)) throw new ProvisionError('same-user', user);
  await withOwner(ownerUrl, async (client) => {
    await createGroupRoles(client);
    await createUser(client, user, decodeURIComponent(password));
    const [database = ''] = (await client.query<{ name: string }>('select current_database() as name')).rows.map(
      ({ name }) => pg.escapeIdentifier(name),
    );
    await client.query(`revoke all on database ${database} from public`);
    await client.query(`grant connect, temporary on database ${database} to ${DatabaseRole.Application}`);
    await client.query(`grant temporary on database ${database} to ${DatabaseRole.RollReader}`);
    await client.query(`grant connect on database ${database} to ${DatabaseRole.Reports}`);
    await client.query('revoke create on schema public from public');
  });
}

/** For the demonstration, where the operator does not run `provision`. */
export async function provisionIfMissing(ownerUrl: string, applicationUrl: string): Promise<void> {
  if (ownerUrl === applicationUrl) return;
  const user = decodeURIComponent(new URL(applicationUrl).username);
  const { rows } = await withOwner(ownerUrl, (client) =>
    client.query<object>('select from pg_roles where rolname = $1', [user]),
  );
  if (rows.length === 0) await provision(ownerUrl, applicationUrl);
}

async function createUser(client: OwnerClient, user: string, password: string): Promise<void> {
  const name = pg.escapeIdentifier(user);
  const { rows } = await client.query<{ powerful: boolean }>(
    `select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls
       or exists (select from pg_class where pg_has_role(role.oid, relowner, 'member'))
       or exists (select from pg_roles other where pg_has_role(role.oid, other.oid, 'member')
         and other.oid <> role.oid and other.rolname <> all($2)) as powerful
     from pg_roles role where rolname = $1`,
    [user, Object.values(DatabaseRole)],
  );
  if (rows[0]?.powerful === true) throw new ProvisionError('too-powerful', user);
  if (rows.length === 0) await client.query(`create role ${name} login`);
  if (password !== '') {
    await client.query(`alter role ${name} login password ${pg.escapeLiteral(scramVerifier(password))}`);
  }
  const member = await client.query<{ yes: boolean }>(`select pg_has_role($1, $2, 'usage') as yes`, [
    user,
    DatabaseRole.Application,
  ]);
  if (member.rows[0]?.yes !== true) await client.query(`grant ${DatabaseRole.Application} to ${name}`);
}

import { randomUUID } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import type { TestContext } from './app.js';

/** An account in the place of one that DERFE gave out: the row alone, for what asks who may review. */
export async function reviewerAccount(
  context: TestContext,
  { entidad = '22', role = 'opl-reviewer', status = 'active', grantEndsAt = '2028-01-01T00:00:00Z', person = '' } = {},
): Promise<string> {
  const id = randomUUID();
  await context.module
    .get(EntityManager)
    .fork()
    .execute(
      `insert into accounts.official (id, account, role, entidad, status, personal, email_hash, grant_ends_at, created_at)
       values (?, ?, ?, ?, ?, '', ?, ?, now())`,
      [id, `${id}@ine.mx`, role, entidad, status, Buffer.from(person === '' ? id : person), grantEndsAt],
    );
  return id;
}

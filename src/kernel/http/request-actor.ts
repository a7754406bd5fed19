import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Response } from 'express';
import { anonymous, type Actor } from '../access/actor.js';

/** Says who asks, for everything later in this request; a shell does so after it has looked at the session. */
export function setRequestActor(response: Response, actor: Actor): void {
  response.locals['actor'] = actor;
}

/** Who asks, as the shell's session found it; without a session anybody. */
export const RequestActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { locals } = context.switchToHttp().getResponse<Response>();
  return (locals['actor'] as Actor | undefined) ?? anonymous();
});

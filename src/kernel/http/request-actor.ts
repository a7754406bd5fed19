import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Response } from 'express';
import { anonymous, type Actor } from '../access/actor.js';

/** Sets the actor of this request; a shell calls it after it has read the session. */
export function setRequestActor(response: Response, actor: Actor): void {
  response.locals['actor'] = actor;
}

/** The actor of the request; anonymous without a session. */
export const RequestActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { locals } = context.switchToHttp().getResponse<Response>();
  return (locals['actor'] as Actor | undefined) ?? anonymous();
});

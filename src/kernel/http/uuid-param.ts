import { HttpStatus, Param, ParseUUIDPipe } from '@nestjs/common';

/** A UUID path parameter; anything else gets a 404 response. */
export function UuidParam(name: string): ParameterDecorator {
  return Param(name, new ParseUUIDPipe({ errorHttpStatusCode: HttpStatus.NOT_FOUND }));
}

import { HttpStatus, Param, ParseUUIDPipe } from '@nestjs/common';

/** A UUID path parameter; answers 404 to anything else. */
export function UuidParam(name: string): ParameterDecorator {
  return Param(name, new ParseUUIDPipe({ errorHttpStatusCode: HttpStatus.NOT_FOUND }));
}

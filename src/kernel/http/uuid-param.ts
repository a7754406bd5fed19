import { HttpStatus, Param, ParseUUIDPipe } from '@nestjs/common';

/** An id in the address of a page; what is no id is a page that does not exist. */
export function UuidParam(name: string): ParameterDecorator {
  return Param(name, new ParseUUIDPipe({ errorHttpStatusCode: HttpStatus.NOT_FOUND }));
}

import {
  PayloadTooLargeException,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { DomainError } from '../errors/domain-error.js';

export interface FormFileOptions {
  readonly maxBytes: number;
  /** The code of the error of a larger file. */
  readonly tooLarge: string;
}

/** The file of a form, for the parameter decorator `@UploadedFile()`. */
export interface FormFile {
  /** Empty if no file was chosen. @throws DomainError the code of {@link FormFileOptions.tooLarge} */
  readonly bytes: () => Uint8Array<ArrayBuffer>;
  readonly name: string | undefined;
}

/**
 * Reads the file of a form into memory only: unencrypted personal data must not reach the disk. The handler also runs
 * if the file is too large, so that the form can show the error.
 */
export function formFile(field: string, { maxBytes, tooLarge }: FormFileOptions): NestInterceptor {
  // The parser reports a file that reaches its limit.
  const limits = { fileSize: maxBytes + 1, files: 1, fields: 0 };
  const parser = new (FileInterceptor(field, { limits }))();
  const rejectSize = (): never => {
    throw new DomainError(tooLarge, { kind: 'invalid', field });
  };
  return {
    async intercept(context: ExecutionContext, next: CallHandler) {
      const request = context.switchToHttp().getRequest<{ file?: unknown }>();
      const handle = (bytes: FormFile['bytes'], name?: string): ReturnType<CallHandler['handle']> => {
        request.file = { bytes, name } satisfies FormFile;
        return next.handle();
      };
      try {
        return await parser.intercept(context, {
          handle: () => {
            const file = request.file as { readonly buffer: Buffer; readonly originalname: string } | undefined;
            return handle(() => new Uint8Array(file?.buffer ?? []), file?.originalname);
          },
        });
      } catch (error) {
        if (!(error instanceof PayloadTooLargeException)) throw error;
        return handle(rejectSize);
      }
    },
  };
}

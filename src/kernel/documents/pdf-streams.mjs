/**
 * Decompresses the streams of hostile PDFs within limits; for the worker threads, see pdf-inspection.ts and
 * scan-codes.ts.
 */
import { constants, inflateSync } from 'node:zlib';
import { PdfArray, PdfName, PdfStream } from '@libpdf/core';

/** Maximum size of one decompressed stream; a letter page in colour at 600 dots per inch has 101 million bytes. */
export const MAX_STREAM_BYTES = 150 * 1024 * 1024;

/**
 * Filter names in decoding order; '' for an entry that is not a name.
 * @param {PdfStream} stream
 */
export function filtersOf(stream) {
  const value = stream.get('Filter') ?? undefined;
  if (value === undefined) return [];
  return (value instanceof PdfArray ? [...value] : [value]).map((name) => (name instanceof PdfName ? name.value : ''));
}

/**
 * Inflates a stream. Tolerates a missing end (data or checksum), because some programs omit the checksum.
 * @param {Uint8Array} data
 * @param {number} maxOutputLength
 * @throws {Error} if the data is corrupt; for a longer output, see {@link isTooLarge}.
 */
export function inflate(data, maxOutputLength = MAX_STREAM_BYTES) {
  return inflateSync(data, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
}

/** @param {unknown} error */
export function isTooLarge(error) {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

/**
 * Limits the object streams and cross-reference streams, which the parser decompresses itself: FlateDecode only, and up
 * to `MAX_STREAM_BYTES`.
 * @param {() => void} onTooLarge
 */
export function limitParser(onTooLarge) {
  const decode = PdfStream.prototype.getDecodedData;
  PdfStream.prototype.getDecodedData = function () {
    const [filter, ...others] = filtersOf(this);
    if (filter === undefined) return this.data;
    try {
      if (filter !== 'FlateDecode' || others.length > 0) throw new RangeError('a filter that is not measured');
      const options = { maxOutputLength: MAX_STREAM_BYTES, finishFlush: constants.Z_SYNC_FLUSH, info: true };
      const { engine } = /** @type {{ engine: { bytesWritten: number } }} */ (
        /** @type {unknown} */ (inflateSync(this.data, options))
      );
      // The parser would also decode what follows the measured data.
      return decode.call(new PdfStream([...this], this.data.subarray(0, engine.bytesWritten)));
    } catch (error) {
      if (error instanceof RangeError) onTooLarge();
      throw error;
    }
  };
}

import sharp from 'sharp';
import { ENROLMENT_PARTS } from '../../src/contexts/devices/unseal/enrolment-opener.js';

export interface EnrolmentPicture {
  readonly name: string;
  readonly mime: 'image/jpeg' | 'image/png';
  readonly bytes: Buffer;
}

/** Noise images, which pass the sharpness check. */
export async function enrolmentPictures(): Promise<EnrolmentPicture[]> {
  const noise = (width: number, height: number) =>
    sharp({
      create: { width, height, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 60 }, background: '#000' },
    });
  const bytes = {
    anverso: await noise(800, 500).jpeg().toBuffer(),
    reverso: await noise(800, 500).jpeg().toBuffer(),
    selfie: await noise(400, 400).jpeg().toBuffer(),
    firma: await noise(300, 120).png().toBuffer(),
  };
  return ENROLMENT_PARTS.map((name) => ({
    name,
    mime: name === 'firma' ? ('image/png' as const) : ('image/jpeg' as const),
    bytes: bytes[name],
  }));
}

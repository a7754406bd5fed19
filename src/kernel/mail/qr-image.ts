import QRCode from 'qrcode';
import type { Mail } from './mailer.js';

/** Wide enough to stay sharp on a phone; e-mails show it at 200 px. */
const WIDTH = 600;

/**
 * A QR code that the HTML of the e-mail shows with `<img src="cid:qr">`. Mail programs show attached images
 * immediately, but load no remote image and show no `data:` URL. The white margin keeps it readable on a dark
 * background.
 */
export async function qrImage(url: string): Promise<NonNullable<Mail['attachments']>[number]> {
  const content = await QRCode.toBuffer(url, { type: 'png', margin: 4, width: WIDTH, errorCorrectionLevel: 'M' });
  return { filename: 'codigo-qr.png', content, contentType: 'image/png', cid: 'qr' };
}

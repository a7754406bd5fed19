import { Router } from 'express';
import type { Pages } from '../../kernel/http/pages.js';
import type { MailFolder, ReceivedMail } from './mail-folder.js';

const SHOWN = 200;

/** `/demo/correo`: all e-mails sent by the system, as the recipients see them. */
export function mailboxRouter(folder: MailFolder, pages: Pages): Router {
  const router = Router();

  router.get('/', async (_request, response) => {
    pages.send(response, 'demonstration/mailbox', { messages: (await folder.list(SHOWN)).map(summary) });
  });

  router.get('/:id', async (request, response, next) => {
    const found = await folder.find(request.params.id);
    if (!found) {
      next();
      return;
    }
    const attachments = found.mail.attachments.flatMap(({ filename, size, related }, index) => {
      // Images that the HTML shows.
      if (related) return [];
      return {
        name: filename ?? `adjunto ${String(index + 1)}`,
        size: `${Math.ceil(size / 1024).toLocaleString('es-MX')} KB`,
        href: `/demo/correo/${found.id}/adjuntos/${String(index)}`,
      };
    });
    const { text, html } = found.mail;
    pages.send(response, 'demonstration/mail', { ...summary(found), text, hasHtml: html !== false, attachments });
  });

  router.get('/:id/html', async (request, response, next) => {
    const html = (await folder.find(request.params.id))?.mail.html;
    if (html === undefined || html === false) {
      next();
      return;
    }
    // The page shows it in a sandboxed frame; links must open in a new tab.
    response.type('html').setHeader('Cache-Control', 'no-store');
    response.send(`<base target="_blank">${html}`);
  });

  router.get('/:id/adjuntos/:index', async (request, response, next) => {
    const found = await folder.find(request.params.id);
    const attachment = found?.mail.attachments[Number(request.params.index)];
    if (!attachment) {
      next();
      return;
    }
    response
      .attachment(attachment.filename ?? 'adjunto')
      .type(attachment.contentType)
      .send(attachment.content);
  });
  return router;
}

function summary({ id, receivedAt, mail }: ReceivedMail): object {
  const to = Array.isArray(mail.to) ? mail.to.map(({ text }) => text).join(', ') : (mail.to?.text ?? '');
  return {
    href: `/demo/correo/${id}`,
    receivedAt,
    subject: mail.subject ?? '(sin asunto)',
    to,
    from: mail.from?.text ?? '',
    attached: mail.attachments.filter(({ related }) => !related).length,
  };
}

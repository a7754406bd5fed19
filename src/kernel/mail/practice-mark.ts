const NOTE = 'Proceso de práctica: sirve para aprender; nada de esto cuenta.';

interface MessageContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Marks a message of a practice process in the subject, the plain text and the HTML. */
export function markPractice({ subject, text, html }: MessageContent): MessageContent {
  const banner = `<p style="margin:0;padding:8px 16px;border:2px dashed #b54708;text-align:center;font-weight:700">${NOTE}</p>`;
  return {
    subject: `[Práctica] ${subject}`,
    text: `*** ${NOTE} ***\n\n${text}`,
    html: html.replace(/<body[^>]*>/, (body) => `${body}\n${banner}`),
  };
}

const NOTE = 'Proceso de práctica: sirve para aprender; nada de esto cuenta.';

interface Written {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The same message with its mark: in the subject, first in the plain text and above the page (nothing of it has effect). */
export function markPractice({ subject, text, html }: Written): Written {
  const banner = `<p style="margin:0;padding:8px 16px;border:2px dashed #b54708;text-align:center;font-weight:700">${NOTE}</p>`;
  return {
    subject: `[Práctica] ${subject}`,
    text: `*** ${NOTE} ***\n\n${text}`,
    html: html.replace(/<body[^>]*>/, (body) => `${body}\n${banner}`),
  };
}

import { describe, expect, it } from '@jest/globals';
import { Views } from '../http/views.js';
import { markPractice } from './practice-mark.js';

const NOTE = 'Proceso de práctica';

describe('a message of a practice process', () => {
  it('is marked in its subject, plain text and HTML', () => {
    const html = new Views().render('notifications/reminder.mail', { heading: 'Abre la captación', fullName: 'Ana' });
    const marked = markPractice({ subject: 'Recordatorio', text: 'Ana:', html });
    expect(marked.subject).toBe('[Práctica] Recordatorio');
    expect(marked.text).toMatch(/^\*\*\* Proceso de práctica: .+ \*\*\*\n\nAna:/);
    expect(html).not.toContain(NOTE);
    expect(marked.html.indexOf(NOTE)).toBeLessThan(marked.html.indexOf('<main>'));
    expect(marked.html).toContain(NOTE);
  });
});

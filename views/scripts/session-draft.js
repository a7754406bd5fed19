// Keeps what was typed in a form of the portal if the session ends before it is sent, in this tab only. After the
// sign-in, the user returns to the page where the session ended.
const KEY = 'borrador';
const PORTAL_PAGE = /^\/portal\/[\w/-]+(\?[\w.~%=&+-]*)?$/;

const read = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? undefined;
  } catch {
    return undefined;
  }
};
const write = (draft) => sessionStorage.setItem(KEY, JSON.stringify(draft));

/** The last submission in this tab, while it is kept. */
const sent = read();
const person = document.querySelector('.account-name')?.textContent;
const here = location.pathname + location.search;

/** On the sign-in page: marks the draft as one that was kept because the session ended. */
const rememberPlace = () => {
  const parameters = new URLSearchParams(location.search);
  if (parameters.get('motivo') !== 'sesion') return;
  const page = parameters.get('volver');
  if (sent) write({ ...sent, ended: true });
  else if (page !== null) write({ page, values: [], ended: true });
  if (!sent?.values.length) return;
  const kept = document.createElement('p');
  kept.textContent = 'Lo que escribió se conserva en esta pestaña; lo verá al entrar de nuevo.';
  document.getElementById('errores')?.append(kept);
};

const fill = (values) => {
  for (const [name, value] of values) {
    for (const field of document.querySelectorAll(`main form [name="${CSS.escape(name)}"]`)) {
      if (field.type === 'radio' || field.type === 'checkbox') field.checked = field.value === value;
      else if (field.type !== 'hidden' && field.type !== 'file') field.value = value;
    }
  }
  const notice = document.createElement('div');
  notice.className = 'notice notice-attention';
  notice.setAttribute('role', 'status');
  notice.innerHTML = '<p><strong>Su sesión había terminado.</strong> Aquí está lo que escribió; todavía no se guarda.</p>';
  document.querySelector('main form').before(notice);
};

/** On a page of a signed-in person: fills the form again after a session that ended. */
const restore = () => {
  sessionStorage.removeItem(KEY);
  // What was sent is on the server, or on this page with its errors. Nobody sees what another person typed.
  if (!sent?.ended || !PORTAL_PAGE.test(sent.page) || (sent.person ?? person) !== person) return;
  if (sent.page !== here) {
    write(sent);
    location.replace(sent.page);
  } else if (sent.values.length > 0) fill(sent.values);
};

const keep = (event) => {
  const form = event.target;
  if (form.method !== 'post' || !form.closest('main')) return;
  const values = [...new FormData(form)].filter(([, value]) => typeof value === 'string');
  const action = new URL(form.action).pathname;
  // After errors, the form is at the address it was sent to, which cannot be opened again: its first page is kept.
  const page = sent?.action === action ? sent.page : here;
  write({ page, action, person, values });
};

if (person === undefined) rememberPlace();
else {
  restore();
  addEventListener('submit', keep);
}

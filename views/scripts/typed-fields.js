// Cleans, groups and checks typed and pasted values as the back office does, with the same code. The server checks again.
import { afterPress } from '../../src/admin/ui/after-press.js';
import {
  cleanCode,
  cleanEmail,
  emailFault,
  groupCharacters,
  groupDate,
  groupTelephone,
  telephoneFault,
} from '../../src/electoral/normalise/typed-text.js';
import { cleanText } from '../../src/electoral/normalise/clean-text.js';
import { hasShortYear, typedDay } from '../../src/electoral/time/typed-day.js';

const groupsOf = (field) => field.dataset.groups.split(' ').map(Number);
const groupCode = (value, field) => groupCharacters(cleanCode(value), groupsOf(field));

const cleanDate = (value) => {
  const text = groupDate(cleanText(value));
  return typedDay(text)?.split('-').reverse().join('/') ?? text;
};
const dateFault = (value) => {
  const day = typedDay(value);
  if (day === undefined && hasShortYear(value)) return 'Escriba el año con cuatro cifras, por ejemplo 1979.';
  if (day === undefined) return 'Escriba la fecha como dd/mm/aaaa, por ejemplo 13/06/1997.';
  const date = new Date(`${day}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
  return exists ? null : 'La fecha no existe en el calendario. Revise el día y el mes.';
};
const codeFault = (value, field) => {
  const length = groupsOf(field).reduce((sum, group) => sum + group, 0);
  return cleanCode(value).length === length ? null : `Lleva ${length} letras y números. Revise si falta o sobra alguno.`;
};

const KINDS = {
  text: { clean: cleanText, typing: (value) => value, fault: () => null },
  email: { clean: cleanEmail, typing: (value) => value, fault: emailFault },
  tel: { clean: groupTelephone, typing: groupTelephone, fault: telephoneFault },
  date: { clean: cleanDate, typing: groupDate, fault: dateFault },
  code: { clean: groupCode, typing: groupCode, fault: codeFault },
};

const describe = (field, id, isDescribed) => {
  const ids = (field.getAttribute('aria-describedby') ?? '').split(' ').filter((each) => each !== '' && each !== id);
  if (isDescribed) ids.push(id);
  if (ids.length > 0) field.setAttribute('aria-describedby', ids.join(' '));
  else field.removeAttribute('aria-describedby');
};

/** Shows or removes the error of a field. A corrected error also leaves the summary. */
const showFault = (field, fault) => {
  const id = `${field.id}-error`;
  document.getElementById(id)?.remove();
  field.closest('.field').classList.toggle('field-wrong', fault !== null);
  describe(field, id, fault !== null);
  if (fault === null) {
    field.removeAttribute('aria-invalid');
    const summary = document.getElementById('errores');
    summary?.querySelector(`a[href="#${field.id}"]`)?.closest('li').remove();
    if (summary && !summary.querySelector('li')) summary.remove();
    return;
  }
  field.setAttribute('aria-invalid', 'true');
  const message = document.createElement('p');
  message.className = 'field-error';
  message.id = id;
  message.textContent = fault;
  field.before(message);
};

for (const field of document.querySelectorAll('input[data-kind]')) {
  const kind = KINDS[field.dataset.kind];
  let last = field.value;
  field.addEventListener('input', () => {
    const { value, selectionStart } = field;
    // In the middle of a value, or while deleting, grouping would move the cursor.
    if (selectionStart === value.length && value.length > last.length) field.value = kind.typing(value, field);
    last = field.value;
    if (field.hasAttribute('aria-invalid')) showFault(field, null);
  });
  field.addEventListener('blur', () => {
    const cleaned = kind.clean(field.value, field);
    if (cleaned !== field.value) field.value = cleaned;
    last = cleaned;
    if (cleaned !== '') {
      const fault = kind.fault(cleaned, field);
      afterPress(() => {
        // An error of the server stays until the value is changed.
        if (fault !== null || !field.hasAttribute('aria-invalid')) showFault(field, fault);
      });
    }
  });
}

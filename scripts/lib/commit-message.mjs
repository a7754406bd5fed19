export const MAX_SUBJECT_LENGTH = 72;

/** Verbs in the imperative that look like another form. */
const IMPERATIVES = new Set([
  'Address',
  'Bring',
  'Bypass',
  'Compress',
  'Discuss',
  'Embed',
  'Exceed',
  'Feed',
  'Need',
  'Pass',
  'Process',
  'Proceed',
  'Seed',
  'Shed',
  'Speed',
  'String',
  'Suppress',
  'Witness',
]);

/** @returns the problems of the first line of a commit message; empty if there are none. */
export function subjectProblems(message) {
  const subject = message.split('\n')[0] ?? '';
  if (/^(Merge|Revert|fixup!|squash!|amend!) /.test(subject)) return [];
  const [verb = ''] = subject.split(' ');
  const problems = [];
  if (subject.length > MAX_SUBJECT_LENGTH) {
    problems.push(`has ${subject.length} characters; at most ${MAX_SUBJECT_LENGTH}`);
  }
  if (!/^[A-Z]/.test(subject)) problems.push('does not begin with a capital letter');
  if (/[.:]$/.test(subject)) problems.push('ends with punctuation');
  if (/(ed|ing|[^s]s|ss?es)$/.test(verb) && !IMPERATIVES.has(verb)) problems.push(`is not imperative: ${verb}`);
  return problems;
}

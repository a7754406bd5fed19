export const MAX_SUBJECT_LENGTH: number;
export function subjectProblems(message: string): string[];

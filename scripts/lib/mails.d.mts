export interface DeclaredMail {
  readonly path: string;
  readonly className: string;
  readonly name: string;
  readonly template: string;
  readonly on: string;
  readonly to: string;
  readonly when: string;
  readonly why: string;
  readonly digest: boolean;
  readonly onceOnly: boolean;
}
export function declaredMails(root: string): DeclaredMail[];
export function renderMails(root: string): string;

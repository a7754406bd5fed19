export interface DeclaredEmail {
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
export function declaredEmails(root: string): DeclaredEmail[];
export function renderEmails(root: string): string;

/** The registered aspirants. The context `aspirants` depends on this one, so it provides the implementation. */
export abstract class RegisteredAspirants {
  /** Whether an aspirant was ever registered, withdrawn or not. Runs in the transaction of the use case. */
  abstract existFor(by: { readonly officeId: string } | { readonly processId: string }): Promise<boolean>;

  /** The number of aspirants for an office whose sheet was signed. */
  abstract countSigned(officeId: string): Promise<number>;
}

/** Where the object store is injected from: `@Inject(STORE) store: ObjectStore`. */
export const STORE = Symbol('STORE');

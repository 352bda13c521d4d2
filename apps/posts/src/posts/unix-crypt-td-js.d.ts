declare module 'unix-crypt-td-js' {
  /** DES crypt(3) of a password's bytes; gives the salt and eleven characters. */
  export default function crypt(password: readonly number[], salt: string): string;
}

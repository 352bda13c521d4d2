import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { SystemUser } from './postgres-user.ts';

/** Gives a user of a database that does not run now a password, as nobody knows the one to come in with. */
export function setPassword(
  home: string,
  dataDir: string,
  user: SystemUser | undefined,
  name: string,
  password: string,
): void {
  const { status, stderr } = spawnSync(
    join(home, 'bin', 'postgres'),
    ['--single', '-D', dataDir, '-c', 'password_encryption=scram-sha-256', 'postgres'],
    {
      input: `ALTER ROLE ${name} PASSWORD '${password.replaceAll("'", "''")}'\n`,
      cwd: dataDir,
      encoding: 'utf8',
      ...user,
    },
  );
  if (status === 0 && !/(ERROR|FATAL):/.test(stderr)) return;
  // Postgres repeats a statement that it refused, and the password is in it.
  const said = stderr
    .split('\n')
    .filter((line) => !line.includes('STATEMENT:'))
    .join('\n');
  throw new Error(`the database in ${dataDir} did not take a new password:\n${said.slice(-2000)}`);
}

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';

export interface SystemUser {
  uid: number;
  gid: number;
}

/**
 * Whom Postgres runs as: it refuses root. Undefined when we are not root, and it runs as we do; else whoever owns the
 * data already, else the system's `postgres`, else `nobody`.
 */
export function postgresUser(dataDir: string): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(dataDir)) {
    const { uid, gid } = statSync(dataDir);
    if (uid !== 0) return { uid, gid };
  }
  const user = lookUp('postgres') ?? lookUp('nobody');
  if (!user) throw new Error('Postgres refuses to run as root, and there is no user "postgres" or "nobody"');
  return user;
}

function lookUp(name: string): SystemUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/** True when `user` can enter the folder, or run the program, at `path`; a folder on the way, like /root, may forbid it. */
export function canReach(user: SystemUser | undefined, path: string): boolean {
  if (!user) return true;
  return (
    spawnSync('test', ['-x', path], { uid: user.uid, gid: user.gid, stdio: 'ignore', cwd: '/' }).status === 0
  );
}

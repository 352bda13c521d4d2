import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findOnPath, isFree, launch, type RunningProcess, untilReady } from '@board/tools/servers';

const OPERATING = join(import.meta.dirname, '../../docs/operating.md');
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export interface Proxy {
  readonly name: string;
  /** Its last lines of log. */
  readonly tail: () => string;
  readonly stop: () => Promise<void>;
}

/** Ports of 127.0.0.1: where a proxy listens, in TLS and plain, and the gateways behind it. */
export interface Ports {
  readonly tls: number;
  readonly plain: number;
  readonly gateways: readonly number[];
}

/** A folder with a certificate for `localhost`, which is its own CA, that a proxy's workers can read. */
export async function certificateFolder(): Promise<{ folder: string; ca: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'board-proxy-'));
  await chmod(folder, 0o755);
  await promisify(execFile)(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', 'key.pem', '-out', 'cert.pem', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost'],
    ],
    { cwd: folder },
  );
  return { folder, ca: await readFile(join(folder, 'cert.pem'), 'utf8') };
}

/** Runs nginx as docs/operating.md has it, but for names, ports and certificate, and with two gateways. */
export async function startNginx(folder: string, ports: Ports): Promise<Proxy> {
  const [first = 0, second = 0] = ports.gateways;
  const block = replaced(await blockOf('nginx'), [
    ['# server 127.0.0.1:8081;', `server 127.0.0.1:${second};`],
    ['server 127.0.0.1:8080;', `server 127.0.0.1:${first};`],
    [/listen \[::\]:\S+.*;/g, ''],
    ['listen 80;', `listen 127.0.0.1:${ports.plain};`],
    ['listen 443 ssl', `listen 127.0.0.1:${ports.tls} ssl`],
    [/\/etc\/letsencrypt\/live\/board.example\/fullchain.pem/g, join(folder, 'cert.pem')],
    [/\/etc\/letsencrypt\/live\/board.example\/privkey.pem/g, join(folder, 'key.pem')],
    [/board\.example/g, 'localhost'],
  ]);
  const temporary = TEMPORARY.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n');
  const file = join(folder, 'nginx.conf');
  await writeFile(
    file,
    `daemon off;\npid ${folder}/nginx.pid;\nevents {}\nhttp {\naccess_log off;\n${temporary}\n${block}\n}\n`,
  );
  return run('nginx', ['-c', file, '-p', folder, '-e', 'stderr'], folder, ports.tls);
}

/** Runs Caddy likewise; it would ask the world for a certificate. */
export async function startCaddy(folder: string, ports: Ports): Promise<Proxy> {
  const block = replaced(await blockOf('caddyfile'), [
    [
      'reverse_proxy 127.0.0.1:8080',
      `reverse_proxy ${ports.gateways.map((port) => `127.0.0.1:${port}`).join(' ')}`,
    ],
    [
      'board.example {',
      `https://localhost:${ports.tls} {\n    bind 127.0.0.1\n    tls ${folder}/cert.pem ${folder}/key.pem`,
    ],
  ]);
  const file = join(folder, 'Caddyfile');
  await writeFile(
    file,
    `{\n    admin off\n    grace_period 1s\n    auto_https disable_redirects\n}\n${block}`,
  );
  return run('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], folder, ports.tls);
}

async function run(name: string, args: string[], folder: string, port: number): Promise<Proxy> {
  const command = findOnPath(name);
  if (!command) throw new Error(`${name} is not on PATH`);
  const running: RunningProcess = await launch({
    name,
    command,
    args,
    env: { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
  await untilReady(running, async () => !(await isFree(port)));
  return { name, tail: () => running.tail(), stop: () => running.stop() };
}

/** The first code block of a language in the operator's handbook. */
async function blockOf(language: string): Promise<string> {
  const found = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(await readFile(OPERATING, 'utf8'));
  if (!found?.[1]) throw new Error(`docs/operating.md has no block of ${language}`);
  return found[1];
}

function replaced(block: string, changes: readonly (readonly [string | RegExp, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    const changed = text.replaceAll(from, to);
    if (changed === text) throw new Error(`docs/operating.md no longer has ${String(from)}`);
    return changed;
  }, block);
}

/** Removes what a proxy worked with. */
export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}

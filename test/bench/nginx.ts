import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath, freePort, isFree, launch, untilReady } from '@board/tools/servers';

export interface Nginx {
  url: string;
  stop(): Promise<void>;
}

/** One worker, as one process of ours; kept connections for good; compressed files as they lie there. */
const configuration = (folder: string, port: number): string => `
worker_processes 1;
daemon off;
pid ${folder}/nginx.pid;
error_log stderr;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=100;
  keepalive_requests 1000000000;
  default_type text/html;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port} reuseport;
    root ${folder}/pages;
    gzip_static on;
  }
}
`;

/** Serves one page from files, plain and compressed, at `url`. */
export async function startNginx(folder: string, page: { plain: Buffer; gzip: Buffer }): Promise<Nginx> {
  const program = findOnPath('nginx');
  if (!program) throw new Error('nginx is not on PATH');
  const pages = join(folder, 'pages');
  await mkdir(pages);
  // Its worker is an unprivileged user.
  await chmod(folder, 0o755);
  await writeFile(join(pages, 'page.html'), page.plain);
  await writeFile(join(pages, 'page.html.gz'), page.gzip);
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration(folder, port));
  const running = await launch({
    name: 'nginx',
    command: program,
    args: ['-c', file, '-p', folder, '-e', 'stderr'],
  });
  await untilReady(running, async () => !(await isFree(port)));
  return { url: `http://127.0.0.1:${port}/page.html`, stop: () => running.stop('SIGQUIT') };
}

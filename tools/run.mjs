/**
 * What `npm start`, `npm test`, `npm run board` and their like call: `node tools/run.mjs <command> …`. Plain JavaScript for Node 20
 * and later, without dependencies, since on a fresh clone there are none: installs them when they are missing or are
 * not what the lock file says, then runs the command's TypeScript on the Node that the lock file pins.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const COMMANDS = {
  start: 'start.ts',
  test: 'test.ts',
  board: 'board.ts',
  service: 'service.ts',
  demo: 'demo.ts',
  bench: '../test/bench/run.ts',
};
/** Commands that explain themselves, as soon as everything is installed. */
const OWN_HELP = ['start', 'board', 'service', 'demo', 'bench'];
/** What `npm start` understands. */
const START_WORDS = ['--dev', '--help', '-h', '--version'];
const HELP = `Usage: npm start              run the board on this machine, and print its address
       npm run dev            the same, and take over every change of the sources
       npm test               run every suite (npm run test:all: the slow ones too)
       npm run board -- …     care for a running board (npm run board -- help)
       npm run service -- …   one service alone (npm run service -- --help)
       npm run demo -- 1000   fill a running board with that many posts (npm run demo -- --help)
       npm run bench          measure speed and memory (npm run bench -- --help)

Configuration: .env, as .env.example explains. Once it is installed, npm start -- --help says where everything is.`;

/** The version of package.json, with the commit that it is at where git knows one. */
function version() {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const git = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' });
  return `${name} ${version}${git.status === 0 ? ` (${git.stdout.trim()})` : ''}`;
}

/** True when node_modules holds what the lock file says; npm keeps its own list of what it put there. */
function isInstalled() {
  const [lock, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map((file) =>
    join(ROOT, file),
  );
  if (!existsSync(installed)) return false;
  const wanted = JSON.parse(readFileSync(lock, 'utf8')).packages;
  const found = JSON.parse(readFileSync(installed, 'utf8')).packages;
  // Versions of npm differ in what else they note.
  const same = (path) => ['version', 'integrity'].every((key) => found[path][key] === wanted[path]?.[key]);
  return (
    Object.keys(wanted).every((path) => path === '' || path in found || wanted[path].optional) &&
    Object.keys(found).every(same)
  );
}

async function install() {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  console.log('Installing dependencies (a minute or two, once) …');
  const tick = setInterval(() => console.log(`  … still installing, ${seconds()} s`), 15_000);
  const npm = process.env.npm_execpath;
  const args = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const code = npm
    ? await run(process.execPath, [npm, ...args])
    : await run('npm', args, process.platform === 'win32');
  clearInterval(tick);
  if (code !== 0) {
    console.error('The dependencies could not be installed; npm says why above.');
    process.exit(1);
  }
  console.log(`Dependencies are installed (${seconds()} s).`);
}

function run(command, args, shell = false) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], shell });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** The pinned Node of node_modules; on a system that it does not exist for, this one if it is new enough. */
function pinnedNode() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(
    ROOT,
    'node_modules',
    `node-${process.platform.replace('win32', 'win')}-${process.arch}`,
    'bin',
    file,
  );
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Error(`npm has no Node 24 for ${process.platform}-${process.arch}: install Node 24 or later`);
}

/** npm 10 loses the link by which scripts of package.json find the pinned Node. */
function linkNode(node) {
  const link = join(ROOT, 'node_modules', '.bin', 'node');
  if (process.platform === 'win32' || existsSync(link)) return;
  rmSync(link, { force: true });
  symlinkSync(relative(dirname(link), node), link);
}

/** The process id of the npm that runs this script, between which and us there is a shell; known on Linux only. */
function npmAbove() {
  if (process.platform !== 'linux') return undefined;
  const shell = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const isNpm = (pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('npm ');
  return [process.ppid, Number(shell[1])].find((pid) => pid > 1 && isNpm(pid));
}

const [command = '', ...args] = process.argv.slice(2);
const program = COMMANDS[command];
const asksForHelp = args.some((arg) => arg === '--help' || arg === '-h');
if (!program || (asksForHelp && !(OWN_HELP.includes(command) && isInstalled()))) {
  const isAsked = program || command === 'help' || command === '--help';
  console[isAsked ? 'log' : 'error'](HELP);
  process.exit(isAsked ? 0 : 2);
}
if (command === 'start') {
  const unknown = args.filter((arg) => !START_WORDS.includes(arg));
  if (unknown.length > 0) {
    console.error(`npm start does not know ${unknown.join(' ')}. What can be set is set in .env.\n\n${HELP}`);
    process.exit(2);
  }
  if (args.includes('--version')) {
    console.log(version());
    process.exit(0);
  }
}
const started = String(Date.now());
if (!isInstalled()) await install();
const node = pinnedNode();
linkNode(node);

const child = spawn(node, [join(ROOT, 'tools', program), ...args], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: {
    ...process.env,
    PATH: join(ROOT, 'node_modules', '.bin') + delimiter + process.env.PATH,
    BOARD_STARTED_AT: started,
  },
});
// The command decides what a signal means and when it is done; it also sees by the channel when this process is gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
const npm = process.env.npm_lifecycle_event ? npmAbove() : undefined;
// npm was killed, and nobody waits for us any more: end as if asked to.
if (npm)
  setInterval(() => !existsSync(`/proc/${npm}`) && child.connected && child.disconnect(), 1000).unref();
child.once('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});

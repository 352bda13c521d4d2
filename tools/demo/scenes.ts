import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';

const run = promisify(execFile);

/** Pictures of our own making: each is drawn from a few shapes, so nobody's photo is in the repository. */
const SCENES = {
  dusk: scene(
    1200,
    800,
    ['#1b2a49', '#c65b47', '#f2b872'],
    `
    <circle cx="820" cy="430" r="70" fill="#ffe2a8"/>
    ${ridge(1200, 800, 470, 90, 7, '#4a3453')}${ridge(1200, 800, 560, 70, 5, '#33264a')}
    ${ridge(1200, 800, 660, 50, 9, '#1c1a33')}`,
  ),
  night: scene(
    1200,
    900,
    ['#0a0f24', '#151d3d', '#2c3566'],
    `
    ${stars(1200, 500)}${skyline(1200, 900)}`,
  ),
  tea: scene(
    1000,
    1000,
    ['#d9c7a7', '#c9b189', '#a58a5f'],
    `
    <rect y="680" width="1000" height="320" fill="#6d4a2f"/>
    <path d="M300 420h330v170a165 165 0 0 1-330 0z" fill="#f4efe6"/>
    <path d="M630 460h50a70 70 0 0 1 0 140h-62" fill="none" stroke="#f4efe6" stroke-width="26"/>
    <ellipse cx="465" cy="422" rx="165" ry="34" fill="#8a4b21"/>
    <g fill="none" stroke="#fff" stroke-opacity=".55" stroke-width="14" stroke-linecap="round">
      <path d="M400 370c-40-60 40-90 0-160"/><path d="M470 360c-40-60 40-90 0-160"/><path d="M540 370c-40-60 40-90 0-160"/></g>`,
  ),
  sea: scene(
    1400,
    700,
    ['#7fb7d6', '#bfe0ea', '#eef6f2'],
    `
    <rect y="380" width="1400" height="320" fill="#1f6f8b"/>
    ${waves(1400, 700)}<path d="M640 370l90-190 60 190z" fill="#fff"/><path d="M610 385h230l-34 50H650z" fill="#7a3b2e"/>`,
  ),
  leaf: scene(
    800,
    1100,
    ['#f2f0df', '#dfe8c8', '#bcd3a0'],
    `
    <path d="M400 160C160 420 190 780 400 960 610 780 640 420 400 160z" fill="#4f8a3c"/>
    <path d="M400 200v840" stroke="#2f5d27" stroke-width="14"/>
    <g stroke="#2f5d27" stroke-width="7" fill="none"><path d="M400 400L270 310M400 400l130-90M400 540L235 440M400 540l165-100
      M400 680L250 590M400 680l150-90M400 810l-110-70M400 810l110-70"/></g>`,
  ),
} as const;

export type SceneName = keyof typeof SCENES;

/** A picture or a film, as somebody would upload it. */
export interface Drawing {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Draws a scene, its colours turned by `hue` degrees, as a JPEG; `film` walks into the sea. */
export async function draw(scene: SceneName | 'film', hue = 0): Promise<Drawing> {
  const { svg } = SCENES[scene === 'film' ? 'sea' : scene];
  const bytes = await sharp(Buffer.from(svg)).modulate({ hue }).jpeg({ quality: 88 }).toBuffer();
  const still = { name: `${scene}.jpg`, type: 'image/jpeg', bytes };
  return scene === 'film' ? film(still) : still;
}

/** A slow walk into a picture, four seconds long. */
async function film(still: Drawing): Promise<Drawing> {
  const folder = await mkdtemp(join(tmpdir(), 'board-film-'));
  const [from, to] = [join(folder, still.name), join(folder, 'sea.webm')];
  try {
    await writeFile(from, still.bytes);
    const zoom = "zoompan=z='1+on/300':d=60:s=640x320:fps=15:x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2'";
    // One thread and no hurry: the same bytes each time.
    const codec = '-c:v libvpx -deadline good -cpu-used 5 -threads 1 -b:v 500k -fflags +bitexact'.split(' ');
    await run('ffmpeg', ['-nostdin', '-v', 'error', '-i', from, '-vf', zoom, '-t', '4', ...codec, to]);
    return { name: 'sea.webm', type: 'video/webm', bytes: await readFile(to) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function scene(
  width: number,
  height: number,
  sky: [string, string, string],
  inside: string,
): { width: number; height: number; svg: string } {
  const stops = sky.map((colour, index) => `<stop offset="${index * 45}%" stop-color="${colour}"/>`).join('');
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>` +
    `<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">${stops}</linearGradient></defs>` +
    `<rect width="${width}" height="${height}" fill="url(#sky)"/>${inside}</svg>`;
  return { width, height, svg };
}

function ridge(
  width: number,
  height: number,
  base: number,
  swing: number,
  seed: number,
  colour: string,
): string {
  const points = Array.from({ length: 25 }, (_, i) => {
    const y = base - Math.abs(Math.sin(i * 0.9 + seed) + Math.sin(i * 0.37 * seed) * 0.6) * swing;
    return `${(i * width) / 24},${y.toFixed(0)}`;
  });
  return `<polygon points="0,${height} ${points.join(' ')} ${width},${height}" fill="${colour}"/>`;
}

function stars(width: number, height: number): string {
  return Array.from({ length: 90 }, (_, i) => {
    const [x, y] = [(i * 379) % width, (i * i * 53) % height];
    return `<circle cx="${x}" cy="${y}" r="${1 + (i % 3)}" fill="#fff" fill-opacity="${0.3 + (i % 5) / 8}"/>`;
  }).join('');
}

function skyline(width: number, height: number): string {
  const houses = Array.from({ length: 16 }, (_, i) => {
    const [w, h] = [60 + ((i * 37) % 50), 160 + ((i * 97) % 330)];
    const x = (i * width) / 16;
    const windows = Array.from({ length: Math.floor(h / 40) * 2 }, (__, j) =>
      (i * 7 + j * 5) % 3 === 0
        ? ''
        : `<rect x="${x + 12 + (j % 2) * (w / 2 - 4)}" y="${height - h + 16 + Math.floor(j / 2) * 40}" width="14" height="18" fill="#ffd98a"/>`,
    ).join('');
    return `<rect x="${x}" y="${height - h}" width="${w}" height="${h}" fill="#070a18"/>${windows}`;
  });
  return houses.join('');
}

function waves(width: number, height: number): string {
  return Array.from({ length: 9 }, (_, i) => {
    const y = 410 + i * 32;
    return `<path d="M0 ${y}${` q35 -14 70 0 t70 0`.repeat(Math.ceil(width / 140))}" fill="none" stroke="#fff" stroke-opacity="${0.12 + (height - y) / 3000}" stroke-width="5"/>`;
  }).join('');
}

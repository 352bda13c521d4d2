import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Handlebars from 'handlebars';
import type { Lang } from '@board/contracts';
import { helpers, type Site } from './helpers.js';

const FOLDER = join(import.meta.dirname, '..', 'templates');

function sources(kind: 'pages' | 'partials'): [name: string, source: string][] {
  return readdirSync(join(FOLDER, kind))
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => [basename(file, '.hbs'), readFileSync(join(FOLDER, kind, file), 'utf8')]);
}

/** What a template is given: the page's language, and whatever it names. */
export interface View {
  readonly lang: Lang;
  readonly [name: string]: unknown;
}

/** Every template of the look, compiled at start: a broken template stops the service rather than a reader. */
export class Templates {
  private readonly compiled = new Map<string, (view: View) => string>();

  constructor(readonly site: Site) {
    const handlebars = Handlebars.create();
    const known = helpers(site);
    handlebars.registerHelper(known);
    const options = {
      strict: true,
      knownHelpersOnly: true,
      knownHelpers: Object.fromEntries(Object.keys(known).map((name) => [name, true])),
    };
    const compile = (source: string): Handlebars.TemplateDelegate => {
      handlebars.precompile(source, options);
      return handlebars.compile(source, options);
    };
    for (const [name, source] of sources('partials')) {
      const partial = compile(source);
      handlebars.registerPartial(name, partial);
      this.compiled.set(name, partial);
    }
    for (const [name, source] of sources('pages')) this.compiled.set(name, compile(source));
  }

  /** One template filled with `view`, every value escaped. A value that the template names and `view` lacks is an error. */
  render(name: string, view: View): string {
    const template = this.compiled.get(name);
    if (!template) throw new Error(`There is no template "${name}"`);
    return template(view);
  }
}

import type { Body, FarCite, Fence, Inline, Line } from '@board/contracts';
import Handlebars from 'handlebars';
import { farClass, farHref } from './far-post.view.js';

const escape = Handlebars.escapeExpression;

/** Where a body is drawn: on which board and page (`''` for the page it stands on), and where its cites lead. */
export interface CiteTargets {
  readonly board: string;
  readonly page: string;
  /** Those that lead to posts of its own thread. */
  readonly cites: ReadonlySet<number>;
  /** Those that lead further, and those to deleted posts. All others are plain text. */
  readonly farCites: readonly FarCite[];
  /** What is said of a deleted post. */
  readonly deadTitle: string;
  /** Where it is read beyond the board's pages, and so without their styles. */
  readonly outside?: Outside | undefined;
}

export interface Outside {
  /** What the addresses of the board begin with. */
  readonly origin: string;
  /** The word in place of what is hidden: nothing would cover it there. */
  readonly hidden: string;
}

const TAGS = { b: 'strong', i: 'em', s: 's' } as const;
const REL = 'nofollow noopener noreferrer ugc';

/** Only these ever become links, whatever the parser let through: `javascript:` and its like stay text. */
function isWebAddress(address: string): boolean {
  return /^https?:\/\/[^\s"'<>]/i.test(address);
}

function inlineHtml(node: Inline, targets: CiteTargets): string {
  if (typeof node === 'string') return escape(node);
  switch (node.t) {
    case 'b':
    case 'i':
    case 's':
      return `<${TAGS[node.t]}>${inlinesHtml(node.c, targets)}</${TAGS[node.t]}>`;
    case 'spoiler':
      return targets.outside
        ? escape(targets.outside.hidden)
        : `<span class="spoiler">${inlinesHtml(node.c, targets)}</span>`;
    case 'code':
      return `<code>${escape(node.v)}</code>`;
    case 'link':
      return isWebAddress(node.v)
        ? `<a class="web" href="${escape(node.v)}" rel="${REL}" target="_blank">${escape(node.v)}</a>`
        : escape(node.v);
    case 'cite':
      return citeHtml(node, targets);
    case 'board':
      return `<a class="to-board" href="${originOf(targets)}/${escape(node.board)}/">&gt;&gt;&gt;/${escape(node.board)}/</a>`;
    default:
      return node satisfies never;
  }
}

function citeHtml({ no, board }: Extract<Inline, { t: 'cite' }>, targets: CiteTargets): string {
  const text = board === undefined ? `&gt;&gt;${no}` : `&gt;&gt;&gt;/${escape(board)}/${no}`;
  const on = board ?? targets.board;
  if (on === targets.board && targets.cites.has(no))
    return `<a class="cite" href="${escape(targets.page)}#p${no}">${text}</a>`;
  const far = targets.farCites.find((cite) => cite.no === no && cite.board === on);
  if (!far) return text;
  if (far.dead) return `<s class="dead" title="${escape(targets.deadTitle)}">${text}</s>`;
  return `<a class="${farClass(far, targets.board)}" href="${originOf(targets)}${farHref(far)}">${text}</a>`;
}

function originOf({ outside }: CiteTargets): string {
  return escape(outside?.origin ?? '');
}

function inlinesHtml(nodes: readonly Inline[], targets: CiteTargets): string {
  return nodes.map((node) => inlineHtml(node, targets)).join('');
}

function lineHtml(line: Line, targets: CiteTargets): string {
  const content = inlinesHtml(line.c, targets) || '<br>';
  return line.t === 'q' ? `<p class="quote">${content}</p>` : `<p>${content}</p>`;
}

/** The word behind the fence says what it is, to readers of the page's source and scripts of their own; nothing colours it. */
function fenceHtml({ lang, v }: Fence): string {
  const named = lang === '' ? '' : ` class="language-${escape(lang)}"`;
  return `<pre class="fence"><code${named}>${escape(v)}</code></pre>`;
}

/**
 * The text of a post as HTML, everything in it escaped. Each line is a paragraph of its own, so that writing
 * direction (and the characters that turn it) cannot leave its line.
 */
export function bodyHtml(body: Body, targets: CiteTargets): string {
  return body.map((block) => (block.t === 'fence' ? fenceHtml(block) : lineHtml(block, targets))).join('');
}

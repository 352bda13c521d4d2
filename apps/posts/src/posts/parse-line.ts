import type { Inline, Line } from '@board/contracts';

/** A longer link is text: nothing on the web needs it, and every link is drawn twice. */
const MAX_LINK = 2_000;
/** Numbers of posts are 32 bit integers. */
const MAX_NO = 2_147_483_647;

type Wrap = 'b' | 'i' | 's' | 'spoiler';
const SIGN: Record<Wrap, string> = { b: '**', i: '*', s: '~~', spoiler: '%%' };

/** Stretches without any character that may begin a mark. */
const PLAIN = /[^`*%~>h]+/y;
const CITE = />>(?:>\/([a-z0-9]{1,16})\/)?([0-9]{1,10})(?![0-9])/y;
const BOARD = />>>\/([a-z0-9]{1,16})\/(?![\p{L}\p{N}])/uy;
/** Where a link ends: blanks, quotes, brackets of HTML, and marks that stand around it. */
const LINK = /https?:\/\/[^\s/?#<>"`*%~][^\s<>"`]*/y;

/** How many marks may still be drawn, shared by all lines of a post. */
export interface Budget {
  marks: number;
}

/**
 * Parses one line. Every character is passed once, and each kind of wrap is open at most once, so nesting is four deep
 * at most.
 */
export function parseLine(line: string, budget: Budget): Line {
  return { t: isQuote(line) ? 'q' : 'p', c: new LineParser(line, budget).parse() };
}

/** A line that begins with `>` quotes, unless what begins there leads to a post or a board. */
function isQuote(line: string): boolean {
  return line.startsWith('>') && wayAt(line, 0) === undefined;
}

interface Open {
  wrap: Wrap | null;
  children: Inline[];
}

class LineParser {
  private at = 0;
  /** The wraps that are open, outermost first; the first is the line itself. */
  private readonly open: Open[] = [{ wrap: null, children: [] }];

  constructor(
    private readonly line: string,
    private readonly budget: Budget,
  ) {}

  parse(): Inline[] {
    while (this.at < this.line.length) this.step();
    while (this.open.length > 1) this.giveUp();
    return this.top.children;
  }

  private step(): void {
    PLAIN.lastIndex = this.at;
    const plain = PLAIN.exec(this.line)?.[0];
    if (plain !== undefined) return this.text(plain);
    const char = this.line[this.at];
    if (char === '`') return this.code();
    if (char === '*') return this.stars();
    if (char === '%') return this.pairs('%', 'spoiler');
    if (char === '~') return this.pairs('~', 's');
    if (char === '>') return this.arrows();
    return this.link();
  }

  private code(): void {
    // It is looked for in vain once per line at most: then there is no other backtick ahead.
    const end = this.line.indexOf('`', this.at + 1);
    if (end === -1) return this.text('`');
    if (end === this.at + 1) return this.text('``');
    this.mark({ t: 'code', v: this.line.slice(this.at + 1, end) }, end + 1 - this.at);
  }

  private stars(): void {
    const length = this.run('*');
    if (length > 3) return this.text('*'.repeat(length));
    if (length < 3) return this.wrap(length === 2 ? 'b' : 'i');
    // `***both***`: the inner one closes first.
    const italicFirst = this.top.wrap === 'i' || (this.isOpen('i') && !this.isOpen('b'));
    this.wrap(italicFirst ? 'i' : 'b');
    this.wrap(italicFirst ? 'b' : 'i');
  }

  private pairs(char: string, wrap: Wrap): void {
    const length = this.run(char);
    if (length === 2) this.wrap(wrap);
    else this.text(char.repeat(length));
  }

  private arrows(): void {
    const length = this.run('>');
    const way = length <= 3 ? wayAt(this.line, this.at) : undefined;
    if (way === undefined) return this.text('>'.repeat(length));
    this.mark(way.mark, way.length);
  }

  private link(): void {
    LINK.lastIndex = this.at;
    const found = LINK.exec(this.line)?.[0];
    const inWord = /[\p{L}\p{N}]$/u.test(this.line.slice(Math.max(0, this.at - 2), this.at));
    if (found === undefined || inWord) return this.text('h');
    const url = linkPart(found);
    if (url.length > MAX_LINK || !URL.canParse(url)) return this.text(url);
    this.mark({ t: 'link', v: url }, url.length);
  }

  /** Closes a wrap of that kind if one is open here and may end here, else opens one if it may, else it is text. */
  private wrap(wrap: Wrap): void {
    const sign = SIGN[wrap];
    const before = this.line[this.at - 1];
    const after = this.line[this.at + sign.length];
    const bound = wrap === 'i';
    if (this.isOpen(wrap)) {
      const ends = !isBlankChar(before) && !(bound && isWordChar(after)) && this.hasContent(wrap);
      return ends ? this.close(wrap) : this.text(sign);
    }
    const begins = !isBlankChar(after) && !(bound && isWordChar(before)) && this.budget.marks > 0;
    if (!begins) return this.text(sign);
    this.budget.marks -= 1;
    this.open.push({ wrap, children: [] });
    this.at += sign.length;
  }

  private close(wrap: Wrap): void {
    while (this.top.wrap !== wrap) this.giveUp();
    const { children } = this.top;
    this.open.pop();
    this.add({ t: wrap, c: children });
    this.at += SIGN[wrap].length;
  }

  /** A wrap that never closed was just its sign; what it held moves one level up. */
  private giveUp(): void {
    const { wrap, children } = this.top;
    this.open.pop();
    if (wrap) this.add(SIGN[wrap]);
    for (const child of children) this.add(child);
  }

  private mark(inline: Inline, length: number): void {
    if (this.budget.marks <= 0) return this.text(this.line.slice(this.at, this.at + length));
    this.budget.marks -= 1;
    this.add(inline);
    this.at += length;
  }

  /** Text that begins here. */
  private text(text: string): void {
    this.add(text);
    this.at += text.length;
  }

  private add(inline: Inline): void {
    const { children } = this.top;
    const last = children.at(-1);
    if (typeof inline === 'string' && typeof last === 'string') children[children.length - 1] = last + inline;
    else children.push(inline);
  }

  private isOpen(wrap: Wrap): boolean {
    return this.open.some((open) => open.wrap === wrap);
  }

  private hasContent(wrap: Wrap): boolean {
    return this.top.wrap !== wrap || this.top.children.length > 0;
  }

  private get top(): Open {
    return this.open[this.open.length - 1] as Open;
  }

  private run(char: string): number {
    let end = this.at;
    while (this.line[end] === char) end += 1;
    return end - this.at;
  }
}

/** The cite or board that begins at a place, with the length of its text. */
function wayAt(line: string, at: number): { mark: Inline; length: number } | undefined {
  return citeAt(line, at) ?? boardAt(line, at);
}

function citeAt(line: string, at: number): { mark: Inline; length: number } | undefined {
  CITE.lastIndex = at;
  const [text, board, digits] = CITE.exec(line) ?? [];
  if (text === undefined || digits === undefined || digits.startsWith('0')) return undefined;
  const no = Number(digits);
  if (no > MAX_NO) return undefined;
  return { mark: { t: 'cite', no, ...(board !== undefined && { board }) }, length: text.length };
}

function boardAt(line: string, at: number): { mark: Inline; length: number } | undefined {
  BOARD.lastIndex = at;
  const [text, board] = BOARD.exec(line) ?? [];
  return text !== undefined && board !== undefined
    ? { mark: { t: 'board', board }, length: text.length }
    : undefined;
}

/** What of a match is the link: not the marks after it, nor the full stop of the sentence, nor a bracket that opened before it. */
function linkPart(found: string): string {
  const marks = found.search(/\*\*|%%|~~/);
  const url = marks === -1 ? found : found.slice(0, marks);
  let end = url.length;
  let surplus = count(url, ')') - count(url, '(');
  for (;;) {
    const last = url[end - 1] ?? '';
    if (last === ')' && surplus > 0) surplus -= 1;
    else if (!".,;:!?'*%…»”".includes(last)) break;
    end -= 1;
  }
  return url.slice(0, end);
}

function count(text: string, char: string): number {
  let found = 0;
  for (const one of text) if (one === char) found += 1;
  return found;
}

function isBlankChar(char: string | undefined): boolean {
  return char === undefined || /\s/.test(char);
}

function isWordChar(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}]/u.test(char);
}

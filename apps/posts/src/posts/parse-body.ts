import type { Body, Inline, Line } from '@board/contracts';

/** Marks of one post beyond this many stay text: it bounds what drawing a post can cost. */
const MAX_MARKS = 1_000;
/** A longer link is text: nothing on the web needs it, and every link is drawn twice. */
const MAX_LINK = 2_000;
/** Numbers of posts are 32 bit integers. */
const MAX_NO = 2_147_483_647;

type Wrap = 'b' | 'i' | 'spoiler';
const SIGN: Record<Wrap, string> = { b: '**', i: '*', spoiler: '%%' };

/** Stretches without any character that may begin a mark. */
const PLAIN = /[^`*%>h]+/y;
const CITE = />>([0-9]{1,10})(?![0-9])/y;
/** Where a link ends: blanks, quotes, brackets of HTML, and marks that stand around it. */
const LINK = /https?:\/\/[^\s/?#<>"`*%][^\s<>"`]*/y;

/**
 * Parses a post's text into lines of marks: `>quote` lines, `>>123`, http(s) links, `**bold**`, `*italic*`,
 * `%%spoiler%%` and `` `code` ``. A mark lives within its line. Never throws; costs time in proportion to the text:
 * every character is passed once, and each kind of wrap is open at most once, so nesting is three deep at most.
 */
export function parseBody(text: string): Body {
  if (text === '') return [];
  const budget = { marks: MAX_MARKS };
  return text.split('\n').map((line) => parseLine(line, budget));
}

/** The numbers that a body cites, each once, in the order of the text. */
export function citedNumbers(body: Body): number[] {
  const numbers = new Set<number>();
  const collect = (inline: Inline): void => {
    if (typeof inline === 'string') return;
    if (inline.t === 'cite') numbers.add(inline.no);
    else if ('c' in inline) inline.c.forEach(collect);
  };
  for (const line of body) line.c.forEach(collect);
  return [...numbers];
}

function parseLine(line: string, budget: { marks: number }): Line {
  return { t: isQuote(line) ? 'q' : 'p', c: new LineParser(line, budget).parse() };
}

/** A line that begins with `>` quotes, unless what begins there is a cite. */
function isQuote(line: string): boolean {
  return line.startsWith('>') && citeAt(line, 0) === undefined;
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
    private readonly budget: { marks: number },
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
    if (char === '%') return this.percents();
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

  private percents(): void {
    const length = this.run('%');
    if (length === 2) this.wrap('spoiler');
    else this.text('%'.repeat(length));
  }

  private arrows(): void {
    const length = this.run('>');
    const no = length === 2 ? citeAt(this.line, this.at) : undefined;
    if (no === undefined) return this.text('>'.repeat(length));
    this.mark({ t: 'cite', no }, 2 + String(no).length);
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

function citeAt(line: string, at: number): number | undefined {
  CITE.lastIndex = at;
  const digits = CITE.exec(line)?.[1];
  if (digits === undefined || digits.startsWith('0')) return undefined;
  const no = Number(digits);
  return no <= MAX_NO ? no : undefined;
}

/** What of a match is the link: not the marks after it, nor the full stop of the sentence, nor a bracket that opened before it. */
function linkPart(found: string): string {
  const marks = found.search(/\*\*|%%/);
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

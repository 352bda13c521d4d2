import { randomUUIDv7 } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type BoardLimits, DomainError } from '@board/contracts';
import { z } from 'zod';
import { type Fields, type FormFile, oneOf, readForm } from '../http/form.js';
import { originalName } from './original-name.js';
import type { Upload, UploadFolder } from './upload.folder.js';

const MB = 1024 * 1024;
/** Until a board's own limits are known. */
const USUAL: Limits = { files: 4, fileBytes: 20 * MB, textChars: 15_000, subjectChars: 100 };
/** What a post's contract takes at most: the exact limit is the board's, and its owner checks it. */
const TEXT_CHARS = 100_000;
const SUBJECT_CHARS = 1_000;
const NAME_CHARS = 1_000;
const PASSWORD_CHARS = 200;
/** What is shown of a name; what makes its trip does not count. */
const SHOWN_NAME_CHARS = 100;
/** Above that in any alphabet (4 bytes a character). */
const FIELD_BYTES = 400_000;
/** Text, tokens and the lines between parts. */
const BESIDE_FILES_BYTES = 2 * MB;
/** What is read and thrown away beyond all limits, so that a browser comes to read what was wrong. */
const PATIENCE_BYTES = 64 * MB;

/** What of a board's limits bounds the reading of a form. */
type Limits = Pick<BoardLimits, 'files' | 'fileBytes' | 'textChars' | 'subjectChars'>;

/** What a visitor sent, as far as it could be read. */
export interface PostForm {
  readonly formId: string;
  /** The browser gave no `formId`, so this one was made for this request. */
  readonly minted: boolean;
  readonly text: string;
  readonly subject: string;
  readonly sage: boolean;
  /** As typed, with the secret that makes its trip. */
  readonly name: string;
  readonly spoiler: boolean;
  readonly password: string;
  readonly tokens: readonly string[];
  /** New files in the order of the form, each content once. */
  readonly uploads: readonly Upload[];
  /** Why this cannot become a post; the rest is what there is to give back. */
  readonly problem?: DomainError;
}

/**
 * Reads a posting form, its files into the folder that `open` gives, or nowhere when that says why not. It is asked at
 * the first file. Never throws for what is in the form: see `problem`. Throws `form_type` and ClientGone.
 */
export async function readPostForm(
  request: IncomingMessage,
  limits: Limits = USUAL,
  open: () => UploadFolder | DomainError,
): Promise<PostForm> {
  const files = new FileIntake(limits, open);
  const most = limits.files * limits.fileBytes + BESIDE_FILES_BYTES;
  const { fields, problem } = await readForm(
    request,
    { bytes: most + PATIENCE_BYTES, fieldBytes: FIELD_BYTES },
    (file, before) => files.take(file, tokensIn(before).length),
  );
  const values = readValues(fields, limits);
  const why = problem ?? files.problem ?? values.problem;
  return { ...values, uploads: files.uploads, ...(why && { problem: why }) };
}

/** Takes the files of a form as they come. */
class FileIntake {
  private readonly saved = new Map<string, Upload>();
  problem: DomainError | undefined;
  private chosen = 0;

  constructor(
    private readonly limits: Limits,
    private readonly open: () => UploadFolder | DomainError,
  ) {}

  /** In the order of the form, though a small one may have been saved before a bigger one that came first. */
  get uploads(): Upload[] {
    return [...this.saved.values()].sort((a, b) => a.file - b.file);
  }

  /** `attached` files that were accepted before stand in front of it: a page shows them first. */
  async take({ field, filename, stream }: FormFile, attached: number): Promise<void> {
    if (filename === '' && field === 'files') return discard(stream);
    this.chosen += 1;
    const place = attached + this.chosen;
    const refusal = this.refusalOf(field, place);
    const folder = refusal ?? this.open();
    if (folder instanceof DomainError) {
      this.problem = refusal ?? this.problem ?? folder;
      return discard(stream);
    }
    try {
      const name = originalName(filename);
      const saved = await folder.save(stream, place, this.limits.fileBytes);
      const upload = name === undefined ? saved : { ...saved, name };
      const twin = this.saved.get(upload.sha);
      if (!twin || twin.file > upload.file) this.saved.set(upload.sha, upload);
    } catch (error) {
      stream.resume();
      if (error instanceof DomainError) this.problem ??= error;
      // A stream that broke off is told by the form that it belongs to.
      else if (stream.readableEnded) throw error;
    }
  }

  private refusalOf(field: string, place: number): DomainError | undefined {
    if (field !== 'files') return new DomainError('form_invalid', { field: field.slice(0, 40) });
    // Fewer may still be too many with those attached, unless some are the same: their owner counts.
    if (this.chosen <= this.limits.files) return undefined;
    return new DomainError('too_many_files', { max: this.limits.files, got: place });
  }
}

const FormId = z.uuid();

function readValues(fields: Fields, limits: Limits): Omit<PostForm, 'uploads'> {
  let problem: DomainError | undefined;
  const one = (name: string): string => {
    try {
      return oneOf(fields, name) ?? '';
    } catch (error) {
      problem ??= error as DomainError;
      return fields.get(name)?.[0] ?? '';
    }
  };
  const text = one('text').replace(/\r\n?/g, '\n');
  const subject = one('subject');
  const sage = one('sage');
  const name = one('name');
  const spoiler = one('spoiler');
  const password = one('password');
  const given = one('formId');
  if (text.length > TEXT_CHARS)
    problem ??= new DomainError('text_too_long', { max: limits.textChars, got: text.length });
  if (subject.length > SUBJECT_CHARS)
    problem ??= new DomainError('subject_too_long', { max: limits.subjectChars, got: subject.length });
  if (name.length > NAME_CHARS)
    problem ??= new DomainError('name_too_long', { max: SHOWN_NAME_CHARS, got: name.length });
  if (sage !== '' && sage !== '1') problem ??= new DomainError('form_invalid', { field: 'sage' });
  if (spoiler !== '' && spoiler !== '1') problem ??= new DomainError('form_invalid', { field: 'spoiler' });
  if (password.length > PASSWORD_CHARS) problem ??= new DomainError('form_invalid', { field: 'password' });
  if (given !== '' && !FormId.safeParse(given).success)
    problem ??= new DomainError('form_invalid', { field: 'formId' });
  if (fields.get('files')?.some(Boolean)) problem ??= new DomainError('form_invalid', { field: 'files' });
  const formId = FormId.safeParse(given).success ? given : randomUUIDv7();
  return {
    formId,
    minted: given === '',
    text,
    subject,
    sage: sage === '1',
    name,
    spoiler: spoiler === '1',
    password,
    tokens: tokensIn(fields),
    ...(problem && { problem }),
  };
}

function tokensIn(fields: Fields): string[] {
  return (fields.get('token') ?? []).filter(Boolean);
}

function discard(stream: FormFile['stream']): void {
  stream.resume();
}

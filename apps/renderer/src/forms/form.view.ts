import type { BoardView, GetForm, Lang } from '@board/contracts';
import type { z } from 'zod';
import { refusalWords } from '../i18n/refusal.js';
import { typeName } from '../posts/file.view.js';

type Input = z.output<typeof GetForm.input>;

/** What a form is drawn from: nothing but its place when it is fresh. */
export type FormInput = Pick<Input, 'thread'> & Partial<Pick<Input, 'values' | 'files' | 'error' | 'posted'>>;

/** The page on which a form stands. */
export function placePath(board: string, thread: number | null): string {
  return thread === null ? `/${board}/` : `/${board}/thread/${thread}`;
}

/** The post that an earlier sending of the same form made, if the refusal tells of one. */
function earlierPost(error: Input['error']): { no: number; href: string } | undefined {
  if (error?.reason !== 'form_reused') return undefined;
  const { board, thread, no } = error.details ?? {};
  if (typeof board !== 'string' || typeof thread !== 'number' || typeof no !== 'number') return undefined;
  return { no, href: `${placePath(board, thread)}#p${no}` };
}

/** The posting form as the partial `form` draws it. */
export function formView(lang: Lang, board: BoardView, input: FormInput) {
  const { thread, values, files = [], error, posted } = input;
  const place = placePath(board.slug, thread);
  return {
    action: thread === null ? `${place}post` : `${place}/post`,
    board: board.slug,
    thread,
    name: values?.name ?? '',
    subject: values?.subject ?? '',
    text: values?.text ?? '',
    sage: values?.sage ?? false,
    spoiler: values?.spoiler ?? false,
    password: values?.password ?? '',
    kept: files.map((file) => ({ ...file, type: typeName(file.mime) })),
    limits: board.limits,
    several: board.limits.files > 1,
    refusal: error ? refusalWords(lang, error) : null,
    reason: error?.reason ?? '',
    earlier: earlierPost(error) ?? null,
    posted: posted ? { no: posted.no, href: `${placePath(board.slug, posted.thread)}#p${posted.no}` } : null,
  };
}

import type { ErrorKind, Lang } from '@board/contracts';

const WORDS: Record<
  Lang,
  { title: string; home: string; text: string; name: string; subject: string; send: string } & Record<
    ErrorKind,
    string
  >
> = {
  en: {
    title: 'Something is in the way',
    home: 'To the boards',
    text: 'Your text is kept here:',
    name: 'Name',
    subject: 'Subject',
    send: 'Try again',
    invalid: 'The request was not understood.',
    forbidden: 'This is not allowed.',
    not_found: 'There is no such page.',
    conflict: 'This cannot be done now.',
    gone: 'This was deleted.',
    too_large: 'This is too big.',
    unsupported: 'This kind of content is not accepted.',
    rate_limited: 'Too often. Please wait a little.',
    internal: 'Something went wrong on our side.',
    unavailable: 'A part of the board does not answer. Please try again in a few seconds.',
    timeout: 'A part of the board took too long. Please try again in a few seconds.',
  },
  ru: {
    title: 'Что-то мешает',
    home: 'К доскам',
    text: 'Ваш текст сохранён здесь:',
    name: 'Имя',
    subject: 'Тема',
    send: 'Попробовать ещё раз',
    invalid: 'Запрос не удалось понять.',
    forbidden: 'Это запрещено.',
    not_found: 'Такой страницы нет.',
    conflict: 'Сейчас это сделать нельзя.',
    gone: 'Это удалено.',
    too_large: 'Это слишком большое.',
    unsupported: 'Такое содержимое не принимается.',
    rate_limited: 'Слишком часто. Пожалуйста, подождите немного.',
    internal: 'У нас что-то сломалось.',
    unavailable: 'Часть доски не отвечает. Попробуйте ещё раз через несколько секунд.',
    timeout: 'Часть доски отвечает слишком долго. Попробуйте ещё раз через несколько секунд.',
  },
};

/** What a visitor typed and where it was going, to be sent again. */
export interface KeptForm {
  readonly action: string;
  readonly formId: string;
  readonly text: string;
  readonly subject: string;
  readonly sage: boolean;
  readonly name: string;
  readonly spoiler: boolean;
  readonly password: string;
  /** Sealed tokens of files already accepted. */
  readonly tokens: readonly string[];
}

/**
 * The one page that the gateway draws by itself, for when no renderer can be asked: what is wrong, and the visitor's
 * text if there is one. Everything that came from outside is escaped.
 */
export function builtinPage(lang: Lang, kind: ErrorKind, incident?: string, form?: KeptForm): string {
  const words = WORDS[lang];
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title>
</head>
<body>
<h1>${words.title}</h1>
<p role="alert">${words[kind]}${incident ? ` (${escape(incident)})` : ''}</p>
${form ? builtinForm(lang, form) : ''}<p><a href="/">${words.home}</a></p>
</body>
</html>
`;
}

/** The posting form with what was typed, and what is wrong when `kind` is given. Its id is that of the renderer's form. */
export function builtinForm(lang: Lang, form: KeptForm, kind?: ErrorKind): string {
  const words = WORDS[lang];
  return `<form id="post-form" method="post" action="${escape(form.action)}" enctype="multipart/form-data">
${kind ? `<p role="alert">${words[kind]}</p>\n` : ''}<input type="hidden" name="formId" value="${escape(form.formId)}">
<p><label>${words.name} <input name="name" value="${escape(form.name)}"></label></p>
<p><label>${words.subject} <input name="subject" value="${escape(form.subject)}"></label></p>
<p><label>${words.text}<br><textarea name="text" rows="10" cols="60">
${escape(form.text)}</textarea></label></p>
${form.sage ? '<input type="hidden" name="sage" value="1">\n' : ''}${form.spoiler ? '<input type="hidden" name="spoiler" value="1">\n' : ''}<input type="hidden" name="password" value="${escape(form.password)}">
${form.tokens
  .map((token) => `<input type="hidden" name="token" value="${escape(token)}">\n`)
  .join('')}<p><button>${words.send}</button></p>
</form>
`;
}

/** What is wrong, as one line to stand in a page that is already open. */
export function builtinLine(lang: Lang, kind: ErrorKind): string {
  return `<p class="form-error" role="alert">${WORDS[lang][kind]}</p>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

import type { Lang } from '@board/contracts';
import { until } from '@board/testing';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formFragment } from '../src/forms/form.page.js';
import type { FormInput } from '../src/forms/form.view.js';
import { Templates } from '../src/handlebars/templates.js';
import { bodyOf, Stage } from './browser.ts';
import { LOOK } from './drawn.ts';
import { aBoard } from './views.ts';

const templates = new Templates({ look: LOOK, publicOrigin: '', mediaOrigin: '' });
const lang: Lang = 'en';

/** What a form that was sent held, part by part, in order. */
function partsOf(body: string): { name: string; value: string }[] {
  return [...body.matchAll(/name="(\w+)"[^\r]*\r\n(?:[^\r]+\r\n)*\r\n([^]*?)\r\n--/g)].map((found) => ({
    name: found[1] ?? '',
    value: found[2] ?? '',
  }));
}

function valueOf(body: string, name: string): string | undefined {
  return partsOf(body).find((part) => part.name === name)?.value;
}

describe('the form with a script', () => {
  let stage: Stage;
  let page: Page;
  const sent: string[] = [];

  /** The gateway's next answers, in order; the last one stands for all that follow. */
  function answerWith(
    ...answers: (
      { status?: number; form?: FormInput; headers?: Record<string, string>; html?: string } | 'cut'
    )[]
  ): void {
    stage.answers.set('POST /b/thread/100/post', (request, response) => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer === undefined || answer === 'cut') {
        // Broken inside the answer: before it, a browser may try again by itself.
        void bodyOf(request).then((body) => {
          sent.push(body);
          response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': '100000' });
          response.write('<form', () => response.destroy());
        });
        return;
      }
      void bodyOf(request).then((body) => {
        sent.push(body);
        const { status = 200, headers = {}, form, html } = answer;
        response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', ...headers });
        response.end(html ?? formFragment(templates, lang, aBoard(), form ?? { thread: 100 }));
      });
    });
  }
  const posted = { form: { thread: 100, posted: { thread: 100, no: 103 } } };
  const refusedAs = (reason: string, text = 'kept') => ({
    status: 409,
    form: {
      thread: 100,
      values: { text, subject: '', sage: false, name: '', spoiler: false, password: '' },
      error: { kind: 'conflict' as const, reason },
    },
  });
  const write = (text: string) => page.getByLabel('Text').fill(text);
  const send = () => page.getByRole('button', { name: 'Send the reply' }).click();
  const sentTimes = (times: number) => until(`${times} were sent`, () => sent.length === times);
  const idsSent = () => sent.map((body) => valueOf(body, 'formId'));

  beforeAll(async () => {
    stage = await Stage.open();
  });
  beforeEach(async () => {
    sent.length = 0;
    page = await stage.visit('/b/thread/100');
  });
  afterEach(async () => {
    await page.context().close();
    stage.answers.clear();
    expect(stage.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => stage?.close());

  it('sends the id first and the files last', async () => {
    answerWith(posted);
    await write('hello');
    const file = { name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('bytes') };
    await page.getByLabel('Files').setInputFiles(file);
    await send();
    await page.getByText('Your post is up').waitFor();

    expect(partsOf(sent[0] ?? '').map(({ name }) => name)).toEqual([
      'formId',
      'name',
      'subject',
      'text',
      'password',
      'files',
    ]);
    expect(valueOf(sent[0] ?? '', 'formId')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('is empty after a post, and the next post has an id of its own', async () => {
    answerWith(posted);
    await write('first');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Your post is up').waitFor();
    expect(await page.getByLabel('Text').inputValue()).toBe('');
    await write('second');
    await send();
    await sentTimes(2);

    const [first, second] = idsSent();
    expect(first).not.toBe(second);
  });

  it('keeps text and id when the line breaks, so that sending again is the same post', async () => {
    answerWith('cut', posted);
    await write('precious');
    await send();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Text').inputValue()).toBe('precious');
    await send();
    await page.getByText('Your post is up').waitFor();

    const [first, second] = idsSent();
    expect(first).toBe(second);
  });

  it('keeps text and id when something else than the board answers', async () => {
    answerWith({ status: 502, html: '<html><body><h1>Bad gateway</h1></body></html>' }, posted);
    await write('precious');
    await send();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Text').inputValue()).toBe('precious');
    await send();
    await page.getByText('Your post is up').waitFor();

    const [first, second] = idsSent();
    expect(first).toBe(second);
  });

  it('says in the form what the gateway says when no form can be drawn', async () => {
    const html = '<form id="post-form"><p role="alert">A part of the board is away.</p></form>';
    answerWith({ status: 503, html }, posted);
    await write('precious');
    await page
      .getByLabel('Files')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('bytes') });
    await send();
    await page.getByRole('alert').getByText('A part of the board is away.').waitFor();
    await send();
    await page.getByText('Your post is up').waitFor();

    const [first, second] = idsSent();
    expect(first).toBe(second);
    expect(valueOf(sent[1] ?? '', 'files')).toBe('bytes');
  });

  it('keeps the id over a refusal, and the files that were not accepted yet', async () => {
    answerWith(refusedAs('thread_locked'), posted);
    await write('kept');
    await page
      .getByLabel('Files')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('bytes') });
    await send();
    await page.getByRole('alert').getByText('The thread is locked').waitFor();
    await send();
    await page.getByText('Your post is up').waitFor();

    const [first, second] = idsSent();
    expect(first).toBe(second);
    expect(valueOf(sent[1] ?? '', 'files')).toBe('bytes');
  });

  it('takes a new id when the old one was used for another post', async () => {
    answerWith(refusedAs('form_reused'), posted);
    await write('kept');
    await send();
    await page.getByRole('alert').waitFor();
    await send();
    await page.getByText('Your post is up').waitFor();

    const [first, second] = idsSent();
    expect(first).not.toBe(second);
    expect(valueOf(sent[1] ?? '', 'text')).toBe('kept');
  });

  it('sends once however often the button is pressed', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    stage.answers.set('POST /b/thread/100/post', (request, response) => {
      void bodyOf(request).then(async (body) => {
        sent.push(body);
        await held;
        response.writeHead(200, { 'Content-Type': 'text/html' });
        response.end(formFragment(templates, lang, aBoard(), posted.form));
      });
    });
    await write('once');
    await send();
    await page.getByRole('button', { name: 'Sending…' }).waitFor();
    await page.getByLabel('Text').press('Control+Enter');
    release();
    await page.getByText('Your post is up').waitFor();

    expect(sent).toHaveLength(1);
  });

  it('brings a draft back after a reload, with its id', async () => {
    await write('half a thought');
    const id = await page.locator('[name="formId"]').inputValue();
    await page.reload();
    expect(await page.getByLabel('Text').inputValue()).toBe('half a thought');
    answerWith(posted);
    await send();
    await sentTimes(1);

    expect(idsSent()).toEqual([id]);
  });

  it('goes to the thread that was made, and the draft is done with', async () => {
    stage.answers.set('POST /b/post', (request, response) => {
      void bodyOf(request).then((body) => {
        sent.push(body);
        response.writeHead(200, { 'HX-Redirect': '/b/thread/100' }).end();
      });
    });
    await page.context().close();
    page = await stage.visit('/b/');
    await page.getByText('Start a thread').click();
    await write('a new thread');
    await page.getByRole('button', { name: 'Start the thread' }).click();
    await page.waitForURL('**/b/thread/100');
    await page.goBack();

    expect(await page.getByLabel('Text').inputValue()).toBe('');
  });

  it('remembers the name for the next form, on every board, with what signs it', async () => {
    answerWith(posted);
    await page.getByLabel('Name').fill('Ann#tea');
    await write('signed');
    await send();
    await page.getByText('Your post is up').waitFor();

    expect(valueOf(sent[0] ?? '', 'name')).toBe('Ann#tea');
    expect(await page.getByLabel('Name').inputValue()).toBe('Ann#tea');
    await page.goto(new URL('/b/', page.url()).href);
    await page.getByText('Start a thread').click();
    expect(await page.getByLabel('Name').inputValue()).toBe('Ann#tea');
  });

  it('makes one password for all posts of this device, and keeps what is typed instead', async () => {
    answerWith(posted);
    const shown = () => page.getByLabel('Password for deleting').first().inputValue();
    const made = await shown();
    expect(made).toMatch(/^[0-9a-f]{24}$/);
    await page.reload();
    expect(await shown()).toBe(made);
    await page.getByLabel('Password for deleting').first().fill('my own');
    await write('with a password');
    await send();
    await page.getByText('Your post is up').waitFor();
    expect(valueOf(sent[0] ?? '', 'password')).toBe('my own');
    await page.reload();
    expect(await shown()).toBe('my own');
  });

  it('quotes the post whose number is clicked, and the text selected in it', async () => {
    await page.locator('#p102 .no').click();
    expect(await page.getByLabel('Text').inputValue()).toBe('>>102\n');
    await page.evaluate(() => {
      const text = document.querySelector('#p102 .quote');
      if (text) getSelection()?.selectAllChildren(text);
    });
    await page.locator('#p102 .no').click();

    expect(await page.getByLabel('Text').inputValue()).toBe('>>102\n>>102\n>>x\n');
  });
});

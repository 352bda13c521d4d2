import type { BoardsView, Lang } from '@board/contracts';
import type { Templates } from '../handlebars/templates.js';
import { words } from '../i18n/words.js';
import { chromeView } from './chrome.view.js';

export function homePage(templates: Templates, lang: Lang, view: BoardsView): string {
  const about = view.site?.about || words(lang, 'home.about');
  return templates.render('home', {
    ...chromeView({
      lang,
      title: '',
      kind: 'home',
      back: '/',
      around: view,
      card: { about, path: '/' },
    }),
    about,
    cards: view.boards,
  });
}

// The tables that react-email's components print, without its style sheets.
import { render } from '@react-email/render';
import { createElement as h } from 'react';
import { articles, repeat } from './digest.js';

const table = (...cells) =>
  h(
    'table',
    { align: 'center', width: '100%', border: 0, cellPadding: 0, cellSpacing: 0, role: 'presentation' },
    h('tbody', null, h('tr', null, ...cells)),
  );

const article = ({ title, summary, url, image }) =>
  table(
    h('td', { width: '35%' }, h('img', { src: image.url, alt: image.alt, width: 200, style: { display: 'block' } })),
    h(
      'td',
      { width: '65%' },
      h('h2', { style: { fontSize: 20, margin: '0 0 8px' } }, title),
      h('p', { style: { fontSize: 16, lineHeight: '26px', margin: '0 0 16px' } }, summary),
      h('a', { href: url, style: { color: '#067df7', textDecoration: 'none' } }, 'Continue reading'),
    ),
  );

const letter = () =>
  h(
    'html',
    { lang: 'en' },
    h('head', null, h('title', null, 'What the tide left')),
    h('body', null, ...articles.map(article), h('a', { href: 'https://example.org/unsubscribe' }, 'Unsubscribe')),
  );

await repeat(() => render(letter()));

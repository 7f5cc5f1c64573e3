// Two columns for each article, as mjml's own examples lay them out.
import { articles } from './digest.js';

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

const sections = articles.map(
  ({ title, summary, url, image }) => `
    <mj-section>
      <mj-column width="35%"><mj-image src="${image.url}" alt="${escaped(image.alt)}" href="${url}" /></mj-column>
      <mj-column width="65%">
        <mj-text font-size="20px" font-weight="bold">${escaped(title)}</mj-text>
        <mj-text>${escaped(summary)}</mj-text>
        <mj-button href="${url}">Continue reading</mj-button>
      </mj-column>
    </mj-section>`,
);

export const naive = `<mjml lang="en"><mj-head><mj-title>What the tide left</mj-title></mj-head><mj-body>${sections.join('')}
    <mj-section><mj-column><mj-text><a href="https://example.org/unsubscribe">Unsubscribe</a></mj-text></mj-column></mj-section>
  </mj-body></mjml>`;

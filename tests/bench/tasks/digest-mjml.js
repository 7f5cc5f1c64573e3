import mjml2html from 'mjml';
import { repeat } from './digest.js';
import { naive } from './digest-naive.js';

await repeat(async () => (await mjml2html(naive, { fonts: {} })).html);

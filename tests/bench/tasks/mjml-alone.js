// Imports mjml and compiles one finished document: what no tool that uses mjml can go below.
import { readFileSync } from 'node:fs';
import mjml2html from 'mjml';

const { html } = await mjml2html(readFileSync(process.argv[2], 'utf8'), { fonts: {} });
if (!html.includes('</html>')) throw new Error('mjml gave no document');

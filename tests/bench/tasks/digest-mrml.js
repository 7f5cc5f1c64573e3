import { Engine } from 'mrml';
import { repeat } from './digest.js';
import { naive } from './digest-naive.js';

const engine = new Engine();
await repeat(() => {
  const result = engine.toHtml(naive);
  if (result.type !== 'success') throw new Error(result.message);
  return result.content;
});

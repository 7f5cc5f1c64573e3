import { oneLine } from '../lib/escape.ts';
import type { Attachment } from '../model/article.ts';
import { formatDuration, formatSize } from '../strings/measures.ts';

/** An attachment as a page names it: "Tides of the week", "CSV, 2 kB". */
export function labelOf({ url, title, type, length, duration }: Attachment, language: string) {
  const file = fileName(url);
  const details = [
    extensionOf(file) ?? type,
    length !== undefined && formatSize(length, language),
    duration !== undefined && formatDuration(duration),
  ];
  return { label: oneLine(title ?? '') || file, details: details.filter(Boolean).join(', ') };
}

function fileName(url: string): string {
  const name = new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? url;
  try {
    return oneLine(decodeURIComponent(name)) || name;
  } catch {
    return name;
  }
}

function extensionOf(file: string): string | undefined {
  return /\.([a-z0-9]{2,4})$/i.exec(file)?.[1]?.toUpperCase();
}

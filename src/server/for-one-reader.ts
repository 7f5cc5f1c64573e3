/** Of an answer whose address holds a token: nobody keeps it, and no other site learns where the reader comes from. */
export const forOneReader = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
} as const;

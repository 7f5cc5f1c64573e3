const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The text of a form (application/x-www-form-urlencoded) in UTF-8; nothing if the body or what it holds
 * percent-encoded is of another encoding, for URLSearchParams would put marks in the place of its letters.
 */
export function formText(body: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(body);
    // A percent sign by itself is a sign like any other.
    decodeURIComponent(text.replace(/%(?![\da-f]{2})/gi, '%25'));
    return text;
  } catch {
    return undefined;
  }
}

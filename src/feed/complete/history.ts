/** Feed paging and archiving, RFC 5005. */
export const historyNamespace = 'http://purl.org/syndication/history/1.0';

/** Where a server listens unless told otherwise: a port that `fetch` and browsers do not refuse, as they do 4190. */
export const DEFAULT_PORT = 4195;

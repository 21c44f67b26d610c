/** A time as an engine writes it, in ms since 1970, UTC. All are UTC's; PostgreSQL doesn't say so. */
export const timeOf = (text: string): number => Date.parse(/[Z+]/.test(text) ? text : `${text}Z`)

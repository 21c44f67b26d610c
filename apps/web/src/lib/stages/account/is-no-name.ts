/**
 * What a page can say of a name before it asks the server, which alone knows letters that join or pile up: its schema
 * (`NameSchema`) is written for newer engines than browsers have to be.
 */
export const isNoName = (typed: string): boolean => typed.trim() === '' || [...typed.trim()].length > 40

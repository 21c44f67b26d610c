/** What makes a spreadsheet take a field for a formula, or hides one that does. */
const FORMULA = /^[\s\p{Default_Ignorable_Code_Point}]*[=+\-@＝＋－＠]|^[\t\r\n]/u

/** Bytes by which Excel knows that a file is UTF-8: without them Chinese is rubbish in it. */
const BOM = '\u{feff}'

/**
 * A table as a spreadsheet opens it (RFC 4180, UTF-8 with a byte order mark). Text that a spreadsheet would reckon with is
 * made inert by an apostrophe before it; numbers are numbers, and what is missing is an empty field.
 */
export const csv = (rows: readonly (readonly (string | number | null)[])[]): string =>
  BOM + rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')

function field(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const inert = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(inert) || inert !== inert.trim() ? `"${inert.replaceAll('"', '""')}"` : inert
}

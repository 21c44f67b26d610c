/** A report as a spreadsheet opens it. Apart from the rest of a class, since it brings every rule's words. */
export { csv } from './csv.ts'
export { reportTable, type TableRow } from './report-table.ts'

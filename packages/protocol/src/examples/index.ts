/** For every rule a moment in a connection, the wrong move, and the right one beside it. */
export { type Example, exampleOf } from './example.ts'

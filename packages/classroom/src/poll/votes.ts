/** Of one ballot: the place of each student's choice in the question. Who has not voted is not there. */
export type Ballot = ReadonlyMap<string, number>

/** All votes of one poll, as the table has them: of the first ballot and of the second. */
export type Votes = readonly [Ballot, Ballot]

export const NO_VOTES: Votes = [new Map(), new Map()]

// The arrows of the architecture. `comment` says why each one is there: read it before you bend a rule.
const tests = '(\\.test\\.ts$|/(testing|conformance|bench)/)'

/**
 * One rule for each room of a package: of the other rooms it imports from these alone. What lies beside the rooms is for
 * all of them, but for the index, which is the package's door.
 */
const rooms = (name, below) =>
  Object.entries(below).map(([room, [allowed, comment]]) => ({
    name: `${name}-${room}`,
    comment,
    severity: 'error',
    from: { path: `^packages/${name}/src/${room}/`, pathNot: tests },
    to: {
      path: `^packages/${name}/src/([^/]+/|index\\.ts$)`,
      pathNot: [room, ...allowed].map((one) => `^packages/${name}/src/${one}/`),
    },
  }))

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A file in a cycle cannot be understood, tested or moved alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'protocol-imports-nothing',
      comment:
        'The judgement is pure: the same code runs in the server, in the browser and in conformance runs, ' +
        'with no clock, no randomness and no I/O. Tests may import what they like.',
      severity: 'error',
      from: { path: '^packages/protocol/src', pathNot: tests },
      to: { pathNot: '^packages/protocol/src' },
    },
    {
      name: 'session-imports-only-protocol-and-valibot',
      comment:
        'A session folds and decides the same on a server and in a browser (solo practice, replays), ' +
        'so it takes nothing from either; valibot reads what comes over the wire.',
      severity: 'error',
      from: { path: '^packages/session/src', pathNot: tests },
      to: { pathNot: ['^packages/(session|protocol)/src', '(^|/)node_modules/valibot/'] },
    },
    {
      name: 'one-table',
      comment:
        'One authority gives what happens, whoever hosts it: who decides, stamps or folds by himself, beside table/, runs a ' +
        'second one. It is entered by its index; the session that it holds is a type for everybody; readings alone fold with ' +
        'its evolve, and give others the session of a log (sessionOf, moments, Replay).',
      severity: 'error',
      from: { path: '^(packages|apps|e2e|scripts|bench)/', pathNot: '^packages/session/src/(table|readings)/' },
      to: { path: '^packages/session/src/table/', pathNot: '^packages/session/src/table/(index|session)\\.ts$' },
    },
    {
      name: 'readings-fold-alone',
      comment: 'Of the table a reading uses the fold and the type of what is folded: it decides nothing.',
      severity: 'error',
      from: { path: '^packages/session/src/readings/', pathNot: tests },
      to: { path: '^packages/session/src/table/', pathNot: '^packages/session/src/table/(evolve|session)\\.ts$' },
    },
    ...rooms('session', {
      facts: [
        [],
        'What is stored and said stands below everything that is done with it: old logs are read without any of it.',
      ],
      museum: [['facts'], 'What is said of a fault is data, as its scenario is; whoever shows it fetches both.'],
      scenarios: [['facts'], 'Scenarios are data that a teacher can write: nothing in them runs.'],
      eyes: [
        ['facts'],
        'What a viewer sees follows from the event alone. Were an eye to look at the truth, something hidden could be told.',
      ],
      table: [
        ['facts', 'eyes'],
        'The authority folds both ends from what their eyes see, and knows neither messages nor whoever hosts it.',
      ],
      talk: [
        ['facts', 'eyes', 'table'],
        'Messages carry what eyes see and what the table answers; how a log is read afterwards is nothing to them.',
      ],
      readings: [
        ['facts', 'eyes', 'table'],
        'A reading of a log or a view is the same live, in a replay and in a capture: it never knows how it was told.',
      ],
      drill: [['facts', 'eyes', 'table', 'readings'], 'Exercises walk at the table; no partner plays in them.'],
      solo: [
        ['facts', 'eyes', 'table', 'talk', 'readings', 'drill'],
        'A browser alone hosts the table, is told by the talk, and errs as the drills do; questions come after the play.',
      ],
      interview: [
        ['facts', 'readings', 'solo'],
        'A question is answered from what was played: it reads, and plays nothing.',
      ],
    }),
    ...rooms('classroom', {
      facts: [[], 'What is stored and said of a class stands below everything that is done with it.'],
      people: [[], 'What somebody is called depends on nothing that happens in class.'],
      pairing: [['facts'], 'Who meets whom follows from what they have had: it is tried on classes that never were.'],
      poll: [
        ['facts'],
        'A question, its votes and who talks to whom follow from logs and tables: nothing here decides when.',
      ],
      table: [
        ['facts', 'pairing', 'poll'],
        'The authority over a class decides and folds; who looks at it is no concern of it.',
      ],
      tile: [[], 'A tile is a session at a glance: it knows of no class, and is folded where the session is held.'],
      round: [['facts', 'table'], 'A round’s clock and points are readings of what the table folded.'],
      report: [
        [],
        'What came of sessions is read from their logs alone, so that it can be made anew to the same bytes.',
      ],
      eyes: [
        ['facts', 'poll', 'table', 'round'],
        'What a viewer is shown is read from the truth, and changes nothing in it.',
      ],
      talk: [
        ['facts', 'eyes'],
        'Messages and REST’s contracts carry what eyes see: who decides, and how a report is made, is nothing to them.',
      ],
    }),
    ...rooms('capture', {
      read: [[], 'Files become conversations; whether those make sense is not asked yet.'],
      observe: [['read'], 'A conversation becomes a log: what is written to files is no concern of it.'],
      write: [[], 'A log becomes a file, whether it was played or observed.'],
    }),
    ...rooms('protocol', {
      congestion: [
        [],
        'RFC 5681’s equations are numbers of one sender: what a TCB, an arrival or a judge is they do not ask.',
      ],
      sack: [[], 'What is held and what is missing beyond a gap follows from blocks of numbers alone.'],
      receive: [['sack'], 'What a correct TCP makes of an arrival asks no judge: two judges, kept apart.'],
      judge: [
        ['sack'],
        'Whether a move is right is asked of the sender’s state alone, never of what a receiver would make of it.',
      ],
      catalogue: [['judge'], 'Sentences are made of what the judge found; the judge knows ids, and no prose.'],
      examples: [
        ['judge', 'receive', 'catalogue'],
        'Examples are played with the real thing, and nothing is made of examples.',
      ],
    }),
    {
      name: 'capture-imports-only-protocol-and-session',
      comment:
        'protocol ← session ← capture ← web. Captures are read and written the same in a browser, a worker ' +
        'and on a server: no I/O, no library, and nothing below knows that there are captures at all.',
      severity: 'error',
      from: { path: '^packages/capture/src', pathNot: tests },
      to: { pathNot: '^packages/(capture|session|protocol)/src' },
    },
    {
      name: 'classroom-imports-only-protocol-session-and-valibot',
      comment:
        'protocol ← session ← classroom ← {server, web}. A class is paired, folded and looked at the same on every server, ' +
        'in a browser and in a simulation, so it takes nothing from any of them; a session knows of no class.',
      severity: 'error',
      from: { path: '^packages/classroom/src', pathNot: tests },
      to: { pathNot: ['^packages/(classroom|session|protocol)/src', '(^|/)node_modules/valibot/'] },
    },
    {
      name: 'web-never-imports-server',
      comment: 'They meet in the messages of packages/session alone; a browser bundle holds no server code.',
      severity: 'error',
      from: { path: '^apps/web' },
      to: { path: '^apps/server' },
    },
    {
      name: 'server-never-imports-web',
      comment: 'The server serves the finished build as files; it must start without the web sources.',
      severity: 'error',
      from: { path: '^apps/server' },
      to: { path: '^apps/web' },
    },
    {
      name: 'storage-is-the-bottom',
      comment:
        'routes → socket → live → storage. It stores and reads; were it to know anything else of the server, ' +
        'the contract tests could not run it alone on each engine.',
      severity: 'error',
      from: { path: '^apps/server/src/storage/', pathNot: [tests, '\\.contract\\.ts$'] },
      to: { path: '^apps/server/src/', pathNot: '^apps/server/src/(storage|generated)/' },
    },
    {
      name: 'live-knows-no-socket-and-no-route',
      comment:
        'routes → socket → live → storage. What is live runs without a socket: that is how it is tested, how bots seed it, ' +
        'and why a seat, a board and a bystander can listen to it alike.',
      severity: 'error',
      from: { path: '^apps/server/src/live/', pathNot: tests },
      to: { path: '^apps/server/src/(socket|routes|plugins)/' },
    },
    {
      name: 'socket-knows-no-route-and-no-fastify',
      comment:
        'routes → socket → live → storage. One connection is tested with a socket that is none; which address it has, which ' +
        'origin may open it and what HTTP answers otherwise is for the route that registers it.',
      severity: 'error',
      from: { path: '^apps/server/src/socket/', pathNot: tests },
      to: { path: ['^apps/server/src/(routes|plugins)/', '(^|/)node_modules/@?fastify(/|$)'] },
    },
    {
      name: 'prisma-in-one-place',
      comment:
        'Nothing above storage/prisma knows Prisma, nor do the contracts beside it: ' +
        'another store is one more folder, and memory can stand in for it in tests.',
      severity: 'error',
      from: {
        path: '^apps/server/',
        pathNot: ['^apps/server/src/storage/prisma/', '^apps/server/src/generated/', tests],
      },
      to: { path: ['(^|/)node_modules/@?prisma/', '^apps/server/src/generated/'] },
    },
    {
      name: 'a-route-is-pages-only',
      comment:
        'A route is an address: what it shows is a stage, which another page may show as well (pair, solo and drill ' +
        'play on one). So nothing but a page, a layout or an error stands in routes/, and nobody reaches into it.',
      severity: 'error',
      from: { path: '^apps/web/src/routes/', pathNot: '/\\+(page|layout|error)(\\.svelte|\\.ts)$' },
      to: {},
    },
    {
      name: 'nobody-imports-a-route',
      comment:
        'pages → stages → {components, state, words}. Two pages that need the same thing have a stage in common.',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^apps/web/src/routes/' },
    },
    {
      name: 'components-take-props-only',
      comment:
        'A component that reaches for a store, a stage or a page shows one thing in one place; ' +
        'with props alone the same ladder serves play, replay and the instructor.',
      severity: 'error',
      from: { path: '^apps/web/src/lib/components/', pathNot: tests },
      to: { path: '^apps/web/src/(lib/(state|stages)|routes)/' },
    },
    {
      name: 'state-knows-no-component',
      comment: 'Stores are tested without a page, and outlive it when the language changes.',
      severity: 'error',
      from: { path: '^apps/web/src/lib/state/', pathNot: tests },
      to: { path: '^apps/web/src/(lib/(components|stages)|routes)/' },
    },
    {
      name: 'words-know-no-stage',
      comment: 'What is said depends on what happened and on the language, not on the page that says it.',
      severity: 'error',
      from: { path: '^apps/web/src/lib/words/', pathNot: tests },
      to: { path: '^apps/web/src/(lib/stages|routes)/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^apps/server/src/generated', '^apps/web/src/lib/paraglide'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'default'],
      extensions: ['.ts', '.js', '.svelte'],
    },
  },
}

import { loadCatalogue } from '#lib/words/catalogue-words.ts'

/**
 * Everything that a solo session needs from its start to its replay, fetched while there is a network: where browsers
 * withhold service workers (a laptop reached by plain http), this alone keeps a session going without one.
 */
export const loadAhead = () =>
  Promise.all([
    import('./SoloPlay.svelte'),
    import('#lib/stages/play/PlayStage.svelte'),
    import('./SoloResult.svelte'),
    import('#lib/stages/replay/ReplayStage.svelte'),
    import('#lib/stages/debrief/DebriefSheet.svelte'),
    import('#lib/words/announcement.ts'),
    import('@woshou/session/solo'),
    import('@woshou/session/scenarios'),
    import('@woshou/session/interview'),
    loadCatalogue(),
  ])

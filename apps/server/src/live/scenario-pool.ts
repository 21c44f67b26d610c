import type { Scenario, SessionEvent } from '@woshou/session'

/**
 * Gives sessions of one scenario the same object. Each reads its own from its log, and a lecture hall, all of which
 * plays the same, would hold it thousands of times.
 */
export class ScenarioPool {
  readonly #scenarios = new Map<string, WeakRef<Scenario>>()
  readonly #forgotten = new FinalizationRegistry<string>((text) => {
    // it may have come back meanwhile
    if (!this.#scenarios.get(text)?.deref()) this.#scenarios.delete(text)
  })

  /** The same events, with a scenario that others have too. */
  share(events: readonly SessionEvent[]): readonly SessionEvent[] {
    const [created, ...later] = events
    return created?.type === 'session-created'
      ? [{ ...created, scenario: this.#pooled(created.scenario) }, ...later]
      : events
  }

  #pooled(scenario: Scenario): Scenario {
    const text = JSON.stringify(scenario)
    const known = this.#scenarios.get(text)?.deref()
    if (known) return known
    this.#scenarios.set(text, new WeakRef(scenario))
    this.#forgotten.register(scenario, text)
    return scenario
  }
}

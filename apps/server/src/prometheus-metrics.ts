import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Gauges, Metrics, MoveOutcome, SocketRefusal } from './metrics.ts'
import type { Appended } from './storage/event-log.ts'

/** Seconds. */
const LATENCIES = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const SIZES = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000]

/** What one would page on, as Prometheus reads it. Names of metrics are listed in OPERATIONS.md. */
export class PrometheusMetrics implements Metrics {
  readonly #registry = new Registry()
  readonly #moves: Readonly<Record<MoveOutcome, Counter.Internal>>
  readonly #joins: Readonly<Record<'new' | 'resumed', Counter.Internal>>
  readonly #letGo: Counter
  readonly #tiles: Counter
  readonly #refusedSockets: Readonly<Record<SocketRefusal, Counter.Internal>>
  readonly #gaveWay: Counter
  readonly #appendSeconds: Histogram
  readonly #batchSize: Histogram
  readonly #conflicts: Counter
  readonly #appendFailures: Counter

  constructor(gauges: Gauges) {
    const registers = [this.#registry]
    const counter = (name: string, help: string) => new Counter({ name: `woshou_${name}`, help, registers })
    const histogram = (name: string, help: string, buckets: number[]) =>
      new Histogram({ name: `woshou_${name}`, help, buckets, registers })
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name: `woshou_${name}`,
        help,
        registers,
        collect() {
          this.set(read())
        },
      })

    collectDefaultMetrics({ register: this.#registry })
    const moves = new Counter({
      name: 'woshou_moves_total',
      help: 'Moves that were answered, by what became of them; failed: the storage did not take them',
      labelNames: ['outcome'],
      registers,
    })
    // every outcome's series is there from the start: what first appears as 1 has not risen, and no alert hears of it
    const fromTheStart = (series: Counter.Internal) => {
      series.inc(0)
      return series
    }
    const moved = (outcome: MoveOutcome) => fromTheStart(moves.labels(outcome))
    this.#moves = {
      accepted: moved('accepted'),
      violation: moved('violation'),
      refusal: moved('refusal'),
      failed: moved('failed'),
    }
    const joins = new Counter({
      name: 'woshou_joins_total',
      help: 'Sockets that took up a seat; resumed: from a version they had',
      labelNames: ['from'],
      registers,
    })
    this.#joins = {
      new: fromTheStart(joins.labels('new')),
      resumed: fromTheStart(joins.labels('resumed')),
    }
    this.#letGo = counter('slow_consumers_total', 'Sockets closed because they did not read')
    this.#tiles = counter('tiles_total', 'Pairs of classes of which this server told whoever watches how they stand')
    const refused = new Counter({
      name: 'woshou_sockets_refused_total',
      help: 'Sockets that were not opened, by why',
      labelNames: ['why'],
      registers,
    })
    this.#refusedSockets = {
      'wrong-origin': fromTheStart(refused.labels('wrong-origin')),
      'too-many': fromTheStart(refused.labels('too-many')),
      elsewhere: fromTheStart(refused.labels('elsewhere')),
    }
    this.#gaveWay = counter('sockets_gave_way_total', 'Sockets closed for a newcomer because all places were taken')
    this.#appendSeconds = histogram('append_seconds', 'From an append to its being durable', LATENCIES)
    this.#batchSize = histogram('append_batch_size', 'Appends that shared a commit', SIZES)
    this.#conflicts = counter('append_conflicts_total', 'Appends that came second to another server’s')
    this.#appendFailures = counter('append_failures_total', 'Appends that the storage did not answer')
    gauge('event_loop_delay_seconds', 'Mean over the last second', () => gauges.loopDelay() / 1_000)
    gauge('open_sockets', 'Open WebSockets', gauges.sockets)
    gauge('live_sessions', 'Sessions with a host in this process', gauges.liveSessions)
    gauge('bus_lag_seconds', 'A sign of life out to Valkey and back', () => gauges.busLag() / 1_000)
    gauge('bus_lost', '1 while other servers are heard of by the log alone', () => (gauges.busLost() ? 1 : 0))
    gauge('overloaded', '1 while new sessions are refused', () => (gauges.overloaded() ? 1 : 0))
  }

  moved(outcome: MoveOutcome): void {
    this.#moves[outcome].inc()
  }

  joined(since: number): void {
    this.#joins[since > 0 ? 'resumed' : 'new'].inc()
  }

  socketRefused(why: SocketRefusal): void {
    this.#refusedSockets[why].inc()
  }

  socketsGaveWay(count: number): void {
    if (count > 0) this.#gaveWay.inc(count)
  }

  slowConsumerLetGo(): void {
    this.#letGo.inc()
  }

  tilesTold(count: number): void {
    this.#tiles.inc(count)
  }

  appended(milliseconds: number, answer: Appended): void {
    this.#appendSeconds.observe(milliseconds / 1_000)
    if (!answer.ok) this.#conflicts.inc()
  }

  appendFailed(): void {
    this.#appendFailures.inc()
  }

  /** A group of appends was committed together. */
  committed(size: number): void {
    this.#batchSize.observe(size)
  }

  /** Prometheus's text format. */
  expose(): Promise<{ text: string; contentType: string }> {
    const { contentType } = this.#registry
    return this.#registry.metrics().then((text) => ({ text, contentType }))
  }
}

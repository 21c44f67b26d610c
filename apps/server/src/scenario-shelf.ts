import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseScenario, type Scenario } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { restsShortOfGoal } from '@woshou/session/solo'

/** The scenarios that can be played here, by id. */
export type ScenarioShelf = ReadonlyMap<string, Scenario>

/** Thrown at boot: names the file, the field, and the remedy. */
export class ScenarioFileError extends Error {}

/**
 * The built-in scenarios, and those of a folder's `*.json` files.
 * @throws ScenarioFileError
 */
export async function fillShelf(folder: string | null): Promise<ScenarioShelf> {
  const shelf = new Map(SCENARIOS.map((scenario) => [scenario.id, scenario]))
  if (folder === null) return shelf
  const names = await readdir(folder).catch(() => {
    throw new ScenarioFileError(`SCENARIO_DIR: ${folder} can't be read. Make the folder, or leave the variable out.`)
  })
  for (const name of names.filter((file) => file.endsWith('.json')).sort()) {
    const file = join(folder, name)
    const scenario = parseFile(file, await readFile(file, 'utf8'))
    if (shelf.has(scenario.id)) {
      throw new ScenarioFileError(`${file}: the id "${scenario.id}" is in use. Give this scenario another one.`)
    }
    shelf.set(scenario.id, scenario)
  }
  return shelf
}

function parseFile(file: string, text: string): Scenario {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    const detail = error instanceof Error ? error.message : error
    throw new ScenarioFileError(`${file}: not JSON (${detail}). Correct it, or take the file out of the folder.`)
  }
  const parsed = parseScenario(json)
  if (!parsed.ok) {
    const field = parsed.field === '' ? 'the whole' : `field "${parsed.field}"`
    throw new ScenarioFileError(`${file}: ${field}: ${parsed.detail}. Correct it, or take the file out of the folder.`)
  }
  const rest = restsShortOfGoal(parsed.scenario)
  if (rest) {
    throw new ScenarioFileError(
      `${file}: field "goal": two correct ends come to rest with the client in ${rest.client} and the server in ` +
        `${rest.server}, so nobody can reach it. Correct the goal, or what leads there: the wishes, or "timers", which ` +
        'must hold "retransmission" where something is lost.',
    )
  }
  return parsed.scenario
}

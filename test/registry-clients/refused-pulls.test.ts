import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../scripts/command.ts'
import { type ContainerClient, clientNames, containerClient, dockerClient } from '../support/container-clients.ts'
import { type DockerEngine, startDockerEngine } from '../support/docker-engine.ts'
import { type GoProgramName, goProgram, goPrograms } from '../support/go-program.ts'
import { type RefusalScene, refusalScenes, type Stage, setStage } from '../support/refusal-scenes.ts'
import { type Requirement, requirement } from '../support/requirements.ts'
import { type TestStore, testStore } from '../support/test-store.ts'
import { block, exampleHost, scrub, type Transcript, transcriptsUnder, withGenerated } from '../support/transcripts.ts'

/**
 * What each client prints when a pull is refused stands in docs/CLIENTS.md, word for word. After a change, write it anew
 * where every client is at hand: WRITE_TRANSCRIPTS=1 npm test -- test/registry-clients/refused-pulls
 */
const path = join(root, 'docs/CLIENTS.md')
const writing = process.env.WRITE_TRANSCRIPTS === '1'
const docker = requirement('docker')
const programs: readonly (readonly [(typeof clientNames)[number], Requirement])[] = await Promise.all(
  clientNames.map(
    async (name) => [name, name in goPrograms ? await goProgram(name as GoProgramName) : requirement(name)] as const,
  ),
)
const atHand = docker.met || programs.some(([, found]) => found.met)

describe.runIf(atHand)('a refused pull, as the clients print it', () => {
  let store: TestStore
  let stage: Stage
  let engine: DockerEngine | undefined
  const clients: ContainerClient[] = []
  const versions = new Map<string, string>()
  const document = readFileSync(path, 'utf8')
  const written: string[] = []

  beforeAll(async () => {
    store = await testStore({ advisories: false })
    stage = await setStage(store)
    if (docker.met) {
      engine = await startDockerEngine()
      clients.push(dockerClient(engine, store.registryHost))
    }
    for (const [name, found] of programs) {
      if (found.met) clients.push(await containerClient(name, found.path, store.registryHost))
    }
    for (const client of clients) versions.set(client.name, await client.version())
  })
  afterAll(async () => {
    for (const client of clients) client.remove()
    await engine?.stop()
    await store?.close()
    if (writing) write()
  })

  test.each(refusalScenes)('$title', async (scene) => {
    await scene.before?.(stage)
    const transcripts = await Promise.all(clients.map((client) => refusal(client, scene)))
    written.push(`### ${scene.title}\n\n${scene.story}\n\n${block(transcripts)}`)
    if (!writing) compare(scene.title, scene.sentence, transcripts)
  })

  async function refusal(client: ContainerClient, { who, image }: RefusalScene): Promise<Transcript> {
    const person = who && stage.people[who]
    if (person) await client.login(person.name, person.password)
    else await client.logout()
    const refused = await client.pull(`${store.registryHost}/${image}`)
    expect([client.name, refused.code]).not.toEqual([client.name, 0])
    return {
      client: client.name,
      command: client.typed(`${exampleHost}/${image}`),
      printed: scrub(refused, store.registryHost, client.folder),
    }
  }

  /** Word for word with the same version; with another, the store's sentence is seen where the document shows it. */
  function compare(title: string, sentence: string, transcripts: readonly Transcript[]): void {
    const known = transcriptsUnder(document, title)
    for (const transcript of transcripts) {
      const { client, printed } = transcript
      if (document.includes(versions.get(client) ?? '')) expect(known.get(client)).toEqual(transcript)
      else expect([client, printed.includes(sentence)]).toEqual([client, known.get(client)?.printed.includes(sentence)])
    }
  }

  function write(): void {
    expect(clients.length).toBe(clientNames.length + 1)
    const made = `Printed by ${[...versions.values()].join(', ')}.`
    writeFileSync(path, withGenerated(document, [made, ...written].join('\n\n')))
  }
})

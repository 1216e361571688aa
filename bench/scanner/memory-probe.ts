// Reads one generated image in a process of its own and prints the most memory that it had, in bytes, as its last line.
import { mergeLayers, readLayer } from '../../src/scanner/index.ts'
import { file, tar } from '../../src/scanner/testing/tar-writer.ts'

const MIB = 1024 * 1024

/** Layers of plain tar that are made while they are read. */
async function* repeated(entry: (index: number) => Buffer, count: number): AsyncGenerator<Buffer> {
  for (let index = 0; index < count; index++) yield entry(index)
  yield Buffer.alloc(1024)
}

/** An archive without its end blocks. */
const entries = (...made: Parameters<typeof tar>[0][number][]): Buffer => tar(made, { end: false })

async function largeImage(layers: number, bytes: number): Promise<void> {
  const content = Buffer.alloc(MIB, 'library code ')
  content.write('\x7fELF\x02\x01\x01', 0, 'latin1')
  const facts = []
  for (let layer = 0; layer < layers; layer++) {
    const stream = repeated(
      (index) => entries(file(`usr/lib/${layer}/lib${index}.so`, content)),
      Math.round(bytes / layers / MIB),
    )
    facts.push(await readLayer(stream, { digest: `sha256:${layer}` }))
  }
  mergeLayers(facts, {})
}

async function manyFiles(count: number): Promise<void> {
  const batch = 1000
  const stream = repeated(
    (index) => entries(...Array.from({ length: batch }, (_, n) => file(`srv/data/${index}/empty-file-${n}`))),
    count / batch,
  )
  mergeLayers([await readLayer(stream, { digest: 'sha256:many' })], {})
}

const [what, size] = process.argv.slice(2)
if (what === 'large') await largeImage(74, Number(size))
else if (what === 'many') await manyFiles(Number(size))
else throw new Error('memory-probe.ts large BYTES | many FILES')
process.stdout.write(`${process.resourceUsage().maxRSS * 1024}\n`)

import { type BuiltImage, buildImage } from '../../src/app/demo/image.ts'

const layers = 15

/** A small image whose manifest is as long as that of a real one: fifteen layers, between 2 and 3 KB. */
export function benchImage(): Promise<BuiltImage> {
  return buildImage({
    layers: Array.from({ length: layers }, (_, number) => ({
      createdBy: `COPY part-${number} /srv`,
      files: [{ path: `srv/part-${number}`, content: `This is part ${number}.\n` }],
    })),
    command: ['/srv/run'],
  })
}

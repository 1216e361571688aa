/** One paragraph of a Debian control file: field name in lower case to value. Continuation lines keep their newline. */
export type ControlParagraph = ReadonlyMap<string, string>

/** Reads the paragraphs of a control file one after the other. Lines that are no field are skipped. */
export function* parseControl(text: string): Generator<ControlParagraph> {
  let fields = new Map<string, string>()
  let last: string | undefined
  for (const line of lines(text)) {
    if (line.trim() === '') {
      if (fields.size > 0) yield fields
      fields = new Map()
      last = undefined
    } else if (line[0] === ' ' || line[0] === '\t') {
      if (last !== undefined && wanted.has(last)) fields.set(last, `${fields.get(last) ?? ''}\n${line.slice(1)}`)
    } else {
      const colon = line.indexOf(':')
      last = colon > 0 ? line.slice(0, colon).toLowerCase() : undefined
      if (last !== undefined && wanted.has(last)) fields.set(last, line.slice(colon + 1).trim())
    }
  }
  if (fields.size > 0) yield fields
}

const wanted: ReadonlySet<string> = new Set(['package', 'status', 'version', 'architecture', 'source'])

function* lines(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const stop = end < 0 ? text.length : end
    yield text.slice(at, text[stop - 1] === '\r' ? stop - 1 : stop)
    at = stop + 1
  }
}

/** Parses JSON from strangers: nesting is bounded before anything is built (LIM-5). */
export function parseJson(text: string, maxDepth: number): { value: unknown } | { unreadable: string } {
  if (depthOf(text) > maxDepth) return { unreadable: `nested deeper than ${maxDepth}` }
  try {
    return { value: JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) }
  } catch {
    return { unreadable: 'not JSON' }
  }
}

function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === 0x5c) at++
      else if (code === 0x22) inString = false
    } else if (code === 0x22) inString = true
    else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth)
    else if (code === 0x5d || code === 0x7d) depth--
  }
  return deepest
}

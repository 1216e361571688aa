import { useState } from 'react'

/** True from the first time on that the flag was: for what is loaded on demand but then stays, to close properly. */
export function useEver(flag: boolean): boolean {
  const [ever, setEver] = useState(flag)
  if (flag && !ever) setEver(true)
  return ever
}

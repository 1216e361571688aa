import { useEffect, useState } from 'react'

/** True from the first time on that the flag was: for what is loaded on demand but then stays, to close properly. */
export function useEver(flag: boolean): boolean {
  const [ever, setEver] = useState(flag)
  if (flag && !ever) setEver(true)
  return ever
}

/** Follows the flag, one render late: a dialog that is mounted open forgets where the focus was before it. */
export function useOpenedLater(opened: boolean): boolean {
  const [later, setLater] = useState(false)
  useEffect(() => setLater(opened), [opened])
  return later
}

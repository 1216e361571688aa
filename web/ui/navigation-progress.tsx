import { useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import shell from './shell.module.css'

/** A thin brass line at the top while the next page loads; quick loads never show it. */
export function NavigationProgress() {
  const loading = useRouterState({ select: (state) => state.status === 'pending' })
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    if (!loading) return setSlow(false)
    const timer = setTimeout(() => setSlow(true), 180)
    return () => clearTimeout(timer)
  }, [loading])
  return slow ? <div className={shell.progress} role="progressbar" aria-label="Loading the page" /> : null
}

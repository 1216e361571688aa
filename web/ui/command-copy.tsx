import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import classes from './surface.module.css'

/** A shell command and a button that copies it whole. */
export function CommandCopy({ command }: { readonly command: string }) {
  return (
    <div className={classes.command}>
      <code className={classes.commandText}>{command}</code>
      <CopyButton value={command} timeout={1800}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'} position="left">
            <ActionIcon
              variant="transparent"
              size="lg"
              className={classes.copy}
              onClick={copy}
              aria-label={copied ? 'Copied' : `Copy the command ${command}`}
            >
              {copied ? <IconCheck size={17} /> : <IconCopy size={17} stroke={1.7} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  )
}

import { createHash } from 'node:crypto'
import { connect } from 'node:net' // planted: ARC-33
import https from 'https' // planted: ARC-33

export const quick = process.env.SCAN_QUICK // planted: ARC-33
export const all = [createHash, connect, https]

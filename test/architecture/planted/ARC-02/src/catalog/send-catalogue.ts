import nodemailer from 'nodemailer' // planted: ARC-02
import { dinero } from 'dinero.js/bigint' // planted: ARC-02
import pg from 'pg' // planted: ARC-02
import { PGlite } from '@electric-sql/pglite' // planted: ARC-02
import { SignJWT } from 'jose' // planted: ARC-02
import semver from 'semver'

export const all = [nodemailer, dinero, pg, PGlite, SignJWT, semver]

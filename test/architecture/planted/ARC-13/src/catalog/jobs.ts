import PgBoss from 'pg-boss' // planted: ARC-13

export const queue = new PgBoss('x')

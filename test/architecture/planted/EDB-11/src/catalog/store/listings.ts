export const prepared = 'PREPARE find AS SELECT 1' // planted: EDB-11
export const query = (pool: Pool) => pool.query({ name: 'find', text: 'SELECT $1', values: [1] }) // planted: EDB-11
export const plain = (pool: Pool) => pool.query({ text: 'SELECT $1', values: [1] })

export const listings = (db: Db) => ({
  all: () => db.selectFrom('listing').selectAll().execute(), // planted: EDB-13
  page: () => db.selectFrom('listing').selectAll().limit(50).execute(),
  one: () => db.selectFrom('listing').selectAll().executeTakeFirst(),
  // bounded: a product has at most twelve pictures
  pictures: () => db.selectFrom('media').selectAll().execute(),
  inside: () => db.selectFrom('plan').where('id', 'in', (q) => q.selectFrom('x').limit(1)).execute(), // planted: EDB-13
  write: () => db.insertInto('listing').values({}).execute(),
})

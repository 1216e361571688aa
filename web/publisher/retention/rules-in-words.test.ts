import { expect, test } from 'vitest'
import { rulesInWords } from './rules-in-words.ts'

test.each([
  [{ keepTags: [], keepLast: 1 }, 'Keeps the last 1 tag. Images without a tag stay.'],
  [{ keepTags: [], removeUntaggedDays: 7 }, 'Keeps all tags. Images without a tag go after 7 days.'],
  [
    { keepLast: 10, keepTags: ['1.*', 'latest'], keepPushedDays: 1, keepPulledDays: 90, removeUntaggedDays: 0 },
    'Keeps the last 10 tags, tags like 1.*, latest, tags pushed within 1 day and what was pulled within 90 days. Images without a tag go after 0 days.',
  ],
])('rules are read aloud', (rules, words) => expect(rulesInWords(rules)).toBe(words))

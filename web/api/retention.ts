import { queryOptions } from '@tanstack/react-query'
import type { RetentionPolicyView, RetentionPreviewView, RetentionRulesView } from '../../src/registry/http/views.ts'
import type { ApiClient } from './client.ts'
import type { Items } from './views.ts'

export type { RetentionPolicyView, RetentionPreviewView, RetentionRulesView }

export const retentionRules = (api: ApiClient, namespace: string) =>
  queryOptions({
    queryKey: ['retention', namespace],
    queryFn: () => api.get<Items<RetentionPolicyView>>('/retention-rules', { namespace }),
  })

/** What the rules would do now; without rules: those that hold. */
export const retentionPreview = (api: ApiClient, repository: string, rules?: RetentionRulesView) =>
  queryOptions({
    queryKey: ['retention', repository, 'preview', rules ?? null],
    queryFn: () => api.post<RetentionPreviewView>('/retention-rules/preview', { repository, ...(rules && { rules }) }),
    staleTime: 0,
  })

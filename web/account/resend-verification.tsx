import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useApi } from '../api/context.tsx'
import { toastDone, toastProblem } from '../ui/toast.tsx'

/** Sends the confirmation mail once more. The answer is the same whether or not the address is known. */
export function ResendVerification({ email }: { readonly email: string }) {
  const api = useApi()
  const resend = useMutation({
    mutationFn: () => api.post('/accounts/resend-verification', { email }),
    onSuccess: () => toastDone('If the address waits for confirmation, a new mail is on its way.'),
    onError: toastProblem,
  })
  return (
    <Button variant="subtle" size="compact-sm" loading={resend.isPending} onClick={() => resend.mutate()}>
      Send the mail again
    </Button>
  )
}

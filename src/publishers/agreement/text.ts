/** Markdown. A change needs a new version in agreement.ts: acceptances keep the hash of what was accepted. */
export const agreementText = `This agreement is between the operator of this store ("we") and the company or person that offers software in it ("you").

## What you bring

- You offer software that you may distribute: your own, or under a licence that allows it.
- It comes as container images or engine plugins, tested and supported on the platforms that you name.
- What you write about it is true and complete: what it does, what it needs, what it costs, who helps.
- You answer customers in the hours and times that you promise.

## What we do

- We keep what you push to staging private, and show it to our reviewers only when you submit it.
- We review each submission, scan it, and tell you what we find and what we ask you to change.
- We publish a verified copy when you say so. Published tags do not change.
- We show scan results to you and to our staff, and to nobody else.

## Vulnerabilities

We tell you about new vulnerabilities in your images. You mend critical ones within 72 hours and major ones within 7 days of our notice, or show that they do not apply. After a missed deadline we may put a product on hold; after a month on hold it is revoked.

## Money

For paid plans we collect the price and any tax from the customer, keep our fee, and pay you the rest every month with a statement that agrees with the ledger to the cent. Software that you list as free stays free.

## Leaving

You may withdraw a product at any time. Customers who paid keep access to the end of their period. You may take all your data with you.
`

import { Page } from '../../web/storefront/page.tsx' // planted: ARC-32

export const page = Page

import { subscribe } from '../licensing/subscribe.ts'
import { subscriptions } from '../licensing/store/subscriptions.ts' // planted: ARC-30

export const all = [subscribe, subscriptions]

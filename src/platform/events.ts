/**
 * Something that has happened, spoken by the module that owns it. Payloads hold ids and facts, never secrets.
 * Types live in each module's domain/events.ts; src/app/subscriptions.ts says who listens.
 */
export interface DomainEvent {
  readonly type: string
}

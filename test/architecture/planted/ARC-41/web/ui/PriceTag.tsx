export const x = 1 // planted: ARC-41

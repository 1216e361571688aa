export const since = () => Date.now() // planted: STY-07

export default function sort() {} // planted: ARC-40

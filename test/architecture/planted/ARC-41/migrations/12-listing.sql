SELECT 1; -- planted: ARC-41

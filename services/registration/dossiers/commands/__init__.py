"""What callers do with dossiers, the timers that look after them, and the process that makes one."""

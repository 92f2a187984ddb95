/**
 * The shortest pause, in seconds. n8n's own Wait node parks an execution in the database from this
 * on, and below it keeps it in memory.
 */
export const SHORTEST_PAUSE = 65;

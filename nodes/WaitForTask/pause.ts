/**
 * n8n looks for parked executions once a minute, and sets an exact timer only for those that are due
 * later than that: below this, in seconds, a pause is as long as it happens to be, up to a minute.
 */
export const SHORTEST_PAUSE = 65;

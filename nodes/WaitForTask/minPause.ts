/**
 * The shortest pause, in seconds. n8n's own Wait node keeps an execution in memory for less than 65
 * seconds, and, if its clock ticks on in between, for 65 as well; from 66 on it always stores it.
 */
export const MIN_PAUSE_SECONDS = 66;

import type { Execution } from './execute.mts';

/** What a person gets to see of an execution that failed, with what differs each time left out. */
export function told({ error }: Execution): string {
	if (error === undefined) throw new Error('Nothing failed');
	return (
		`**${error.message}** ${error.description}`
			.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')
			.replace(/enter [0-9a-f]{8} in/g, 'enter … in')
			// A machine that is busy takes longer.
			.replace(/tried for [1-5]\d seconds/g, 'tried for about 10 seconds')
			.replace(/tried for 1[5-9](\.\d)? minutes/g, 'tried for about 15 minutes')
			.replace(/("task_id":")[0-9a-f-]+/g, '$1…')
			// Of two tasks, either may come first.
			.replace(/ \[item [01]\]/g, '')
	);
}

export const times = (count: number): string => (count === 1 ? '1 request' : `${count} requests`);

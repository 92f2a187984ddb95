import { Html } from './html.mts';

/** Runs in the browser: puts new and changed tasks in place and leaves a playing video alone. */
export const refresh = new Html(`
setInterval(async () => {
	const answer = await fetch(location.href).catch(() => undefined);
	if (!answer?.ok) return;
	const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
	const tasks = document.getElementById('tasks');
	const fresh = [...page.querySelectorAll('#tasks > *')];
	tasks.querySelectorAll(':scope > :not([id])').forEach((hint) => fresh.length && hint.remove());
	fresh.reverse().forEach((card) => {
		const old = card.id && document.getElementById(card.id);
		if (!old) tasks.prepend(card);
		else if (old.dataset.version !== card.dataset.version) old.replaceWith(card);
	});
}, 2000);
`);

import {
	frameBase64Words,
	frameFileWords,
	frameUrlWords,
	pictureWords,
	promptWords,
} from '../../nodes/VeoLiteFirstLastFrame/generationWords.ts';
import { loopWords, suspendHints } from '../../nodes/WaitForTask/suspend/suspendWords.ts';
import {
	downloadReasons,
	outputHints,
	taskAdditions,
	taskWords,
	waitFieldWords,
} from '../../nodes/WaitForTask/waitWords.ts';
import {
	answerWords,
	faultAdditions,
	reasonWords,
	silenceWords,
} from '../../nodes/shared/api/faultWords.ts';
import { connectionWords, keyWords } from '../../nodes/shared/n8n/connectionWords.ts';
import { parameterAdditions, parameterWords } from '../../nodes/shared/n8n/parameterWords.ts';
import {
	submittingAdditions,
	submittingWords,
} from '../../nodes/shared/submitting/submittingWords.ts';
import type { Words } from '../../nodes/shared/words.ts';

/** One list of the nodes, with the cause of each thing that it says. */
export interface Part {
	list: Readonly<Record<string, Words | string>>;
	causes: Readonly<Record<string, string>>;
}

export interface Chapter {
	title: string;
	intro: string;
	parts: Part[];
}

/** The compiler asks for a cause of everything that a list says. */
function part<List extends Readonly<Record<string, Words | string>>>(
	list: List,
	causes: Readonly<Record<keyof List & string, string>>,
): Part {
	return { list, causes };
}

/** What the page on troubleshooting says of each message beside what the message says itself. */
export const chapters: Chapter[] = [
	{
		title: 'Fields of any node',
		intro:
			'Found before anything is sent, so they cost nothing. The item that it is about stands behind the message.',
		parts: [
			part(parameterWords, {
				halfACharacter:
					'An expression cut a text by its length, in the middle of an emoji or another rare character. Such text can’t be sent.',
				notText: 'An expression gave a list, an object or true/false where text belongs.',
				notWhole:
					'The number has a fraction, is out of the limits of the field, or is no number at all.',
				notANumber: 'The number is too small, or is no number at all.',
				notYesOrNo: 'An expression gave something else, for example `1` or `"yes"`.',
				notOffered:
					'An expression gave a value that the field does not offer. What counts is the value of the API (`16:9`), not the name in the editor.',
			}),
			part(parameterAdditions, {
				removable: 'The value is that of an option: without it the service decides.',
			}),
		],
	},
	{
		title: 'Veo Lite First/Last Frame: prompt and frames',
		intro:
			'Found before anything is sent. One bad item keeps all others from being submitted, unless the node continues on error.',
		parts: [
			part(promptWords, {
				empty: '“Prompt”: the expression found nothing in this item, or the field was left empty.',
			}),
			part(frameUrlWords, {
				empty:
					'“First Frame URL” or “Last Frame URL”: the frame comes from a URL, and this item has none.',
				hasASpace: 'The address was put together of parts, or a file name in it holds spaces.',
				notAnAddress:
					'The address is relative, a path on a disk, or begins with something else than http or https.',
				hasAPassword:
					'The address carries a login (`https://user:password@…`). The service fetches the picture itself, so it would get to see it.',
			}),
			part(frameBase64Words, {
				empty:
					'“First Frame Base64” or “Last Frame Base64”: the frame comes from Base64, and this item has none.',
				notBase64:
					'The text holds characters that Base64 does not know, or was cut. A file that an earlier node put into the item is binary data, not Base64.',
			}),
			part(frameFileWords, {
				noFiles: 'Files got lost on the way: many nodes hand on only the JSON of an item.',
				noSuchFile: 'The file is there under another name.',
				gone: 'The execution is old, and n8n has deleted its files; or the place where n8n keeps them is not reachable.',
			}),
			part(pictureWords, {
				tooLarge: 'The service takes frames of 20 × 1024 × 1024 bytes at the most.',
				noData: 'The node that gave the file stored nothing in it.',
				noPicture:
					'The file is something else than its name says: often a page with a message that was downloaded in place of the picture, or a WebP or HEIC picture.',
			}),
			part(submittingWords, {
				unloadable:
					'Files are read only when their turn comes, so that few are in memory. This one was gone by then.',
			}),
			part(submittingAdditions, {
				mayBeAccepted:
					'The connection ended, or a gateway answered, after the request was on its way. [Recovery](recovery.md) says how to find out.',
				nothingSubmitted: 'The checks found something, so no item was sent in this run.',
				moreToCorrect: 'Other items have something to correct too.',
				acceptedTasks:
					'Some items were accepted before another one failed. They are paid for, and nothing of them is lost: see [Recovery](recovery.md).',
			}),
		],
	},
	{
		title: 'Wait for Task: its own fields',
		intro: 'Found before anything is asked.',
		parts: [
			part(waitFieldWords, {
				noTaskId:
					'“Task ID”: the item holds no `task_id`. The node before is another one, or it handed on an item that failed.',
				longTaskId: 'A whole document or list got into the field.',
				noBinaryProperty:
					'“Put Output File in Field”: videos are to be downloaded, and there is no name for the file.',
			}),
		],
	},
	{
		title: 'Wait for Task: what becomes of a task',
		intro:
			'The task has been paid for. What each of these says about it is true of this one task alone.',
		parts: [
			part(taskWords, {
				failed:
					'The service could not, or would not, make this video. Whether it is charged for stands in your account.',
				heldBack:
					'The task has finished, and its answer holds no video: that is how the safety filters show.',
				unknown:
					'The ID is wrong, belongs to another account, or is older than the service keeps results. With the sandbox: it was started anew and has forgotten its tasks.',
				notFinished:
					'The task takes longer than the timeout, or the service could not be reached until then.',
				notDownloaded:
					'The video is there, but its host did not give it three times in a row. Shown only where a failed download is to fail the item.',
			}),
			part(taskAdditions, {
				waitAgain: 'What came between is about the wait, not about the task.',
				lastStatus: 'That is the last that was heard of the task.',
				lastProgress: 'That is the last that was heard of the task.',
				neverRead: 'Not one request about this task was answered.',
				lastRequest: 'The last request about this task brought nothing, for this reason.',
			}),
		],
	},
	{
		title: 'Wait for Task: downloads',
		intro:
			'They stand in `download_failed` of an item that comes without its file, or in the message where a failed download is to fail the item. The video has been made all the same.',
		parts: [
			part(downloadReasons, {
				notAnAddress: 'The service gave a link that begins with neither http nor https.',
				badStatus: 'The link has expired (403, often within an hour) or the host is busy.',
				noVideo: 'A gateway or a proxy answered in place of the host, or the link has expired.',
				incomplete: 'The connection ended before the whole file was there.',
				empty: 'The host has no data for the video yet, or no more.',
				stalled: 'Nothing came for a minute.',
				cut: 'The host could not be reached, or the connection broke. A proxy or firewall may keep n8n from storage hosts.',
			}),
		],
	},
	{
		title: 'Wait for Task: the loop of “Suspend Until Finished”',
		intro:
			'Found at the first pass, before anything is looked at. [Modes of waiting](waiting.md) shows the loop.',
		parts: [
			part(loopWords, {
				alwaysOutputsData:
					'In most rounds the node has nothing for “Done”; with this setting n8n would hand on an empty item each time.',
				doneLeadsBack: 'The two outputs are swapped.',
				nothingLeadsBack:
					'Tasks are still running, and nothing would look at them again. They go on and can be waited for by their IDs.',
				submitsAgain: 'Each round would start, and charge, each video anew.',
				loopsOverItems:
					'Loop Over Items would take what is still running for the end of a batch. Only “Done” may lead to it.',
			}),
			part(suspendHints, {
				onlyOnePass:
					'The node was executed alone, so that nothing follows its outputs. A note, nothing to mend.',
				callerIsAnswered:
					'n8n answers a webhook, form or chat of this kind as soon as the execution is parked for the first time.',
				refused: 'The loop can’t be gone round, and the node is set to continue on error.',
			}),
		],
	},
	{
		title: 'Answers of the service',
		intro:
			'Either node can show them. Where the service adds words of its own, they stand in the message: “The service says: …”.',
		parts: [
			part(reasonWords, {
				INVALID_REQUEST_BODY:
					'The node checks all that the API documents, so the service has changed, or refuses what only it can see: a picture it can’t fetch, a prompt against its rules.',
				FAILED_TO_AUTH: 'The key was mistyped, deleted, or belongs to another service.',
				INVALID_API_KEY: 'The credential is empty, or holds something that is no key.',
				NOT_ENOUGH_BALANCE: 'Videos are paid for from a balance, and it does not cover this one.',
				ACCESS_DENY: 'The account or the key is restricted, or the model is not open to it.',
				MODEL_NOT_FOUND:
					'“Base URL” leads to another service, or the model was renamed since this version of the package.',
				RATE_LIMIT_EXCEEDED:
					'Other workflows use the same account, or many items are submitted at the same time. The node had slowed down and tried again before it gave up.',
				TOKEN_LIMIT_EXCEEDED: 'The account has a quota, and it is used up.',
				SERVICE_NOT_AVAILABLE:
					'The service is overloaded or being maintained. It did not take the request.',
			}),
			part(answerWords, {
				redirected: '“Base URL” is an old address, or http in place of https.',
				brokenDown:
					'Something on the service’s side broke, or a gateway or proxy before it could not reach it.',
				refused: 'An answer that the API does not document.',
				unreadable:
					'“Base URL” leads to something that is not the Highway API, such as a login page; or the answer was cut.',
			}),
			part(silenceWords, {
				nothingAnswers:
					'No program listens at that address and port. With the sandbox: it is not running, or n8n runs in a container, where `localhost` is the container.',
				hostNotFound: 'The host in “Base URL” is misspelt.',
				hostNotLookedUp: 'n8n has no working name server: often it has no network at all.',
				cut: 'The network broke or the answer took too long: five minutes when submitting, half a minute when asking.',
			}),
			part(faultAdditions, {
				serviceSays: 'These are the service’s own words, cut to one line.',
			}),
		],
	},
	{
		title: 'The credential',
		intro:
			'The first two end a run before anything is sent, the last two come from the test of the credential.',
		parts: [
			part(connectionWords, {
				notAnAddress: '“Base URL” is empty, has no https before it, or carries a login.',
				unencrypted:
					'“Base URL” begins with http and leads to another machine. The key would cross the network readable.',
			}),
			part(keyWords, {
				unknown: 'The service answered 401: no account has this key.',
				refused:
					'The service answered 403: there is no key in the credential, or the account of the key may not use it.',
			}),
		],
	},
	{
		title: 'Notes above the output',
		intro: 'Nothing is wrong: they tell what can’t be seen in the items at a glance.',
		parts: [
			part(outputHints, {
				notDownloaded: 'The reasons stand under [downloads](#wait-for-task-downloads).',
				linksExpire:
					'The videos were not downloaded, and the service signs its links for a limited time.',
				itemPerSample: '“Sample Count” was above 1, so a task brings several items.',
				samplesTogether:
					'“Sample Count” was above 1, and “Output” keeps the videos of a task together.',
			}),
		],
	},
];

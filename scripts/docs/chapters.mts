import {
	frameBase64Messages,
	frameFileMessages,
	frameHints,
	frameUrlMessages,
	promptMessages,
} from '../../nodes/VeoLiteFirstLastFrame/generationMessages.ts';
import { loopMessages, suspendHints } from '../../nodes/WaitForTask/suspend/suspendMessages.ts';
import {
	downloadReasons,
	outputHints,
	storeReasons,
	taskAdditions,
	taskMessages,
	waitFieldMessages,
} from '../../nodes/WaitForTask/waitMessages.ts';
import {
	answerMessages,
	faultAdditions,
	reasonMessages,
	noResponseMessages,
	unsentMessages,
} from '../../nodes/shared/api/faultMessages.ts';
import { fileCures, fileSources, imageMessages } from '../../nodes/shared/images/imageMessages.ts';
import { connectionMessages, keyMessages } from '../../nodes/shared/n8n/connectionMessages.ts';
import { parameterAdditions, parameterMessages } from '../../nodes/shared/n8n/parameterMessages.ts';
import {
	submittingAdditions,
	submittingHints,
	submittingLog,
	submittingMessages,
} from '../../nodes/shared/submitting/submittingMessages.ts';
import type { Message } from '../../nodes/shared/message.ts';

/** One list of the nodes, with the cause of each thing that it says. */
export interface Part {
	list: Readonly<Record<string, Message | string>>;
	causes: Readonly<Record<string, string>>;
}

export interface Chapter {
	title: string;
	intro: string;
	parts: Part[];
}

/** The compiler asks for a cause of everything that a list says. */
function part<List extends Readonly<Record<string, Message | string>>>(
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
			part(parameterMessages, {
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
			part(promptMessages, {
				empty: '“Prompt”: the expression found nothing in this item, or the field was left empty.',
				wholeObject:
					'“Prompt”: an expression names an object or a list where text belongs, in the middle of other text.',
				noValue:
					'“Prompt”: JavaScript writes `undefined`, `null` or `NaN` where an expression has no value.',
				notEvaluated: '“Prompt” is set to _Fixed_, so `{{ … }}` in it is text like any other.',
			}),
			part(frameUrlMessages, {
				empty:
					'“First Frame URL” or “Last Frame URL”: the frame comes from a URL, and this item has none.',
				hasASpace: 'The address was put together of parts, or a file name in it holds spaces.',
				notAnAddress:
					'The address is relative, a path on a disk, or begins with something else than http or https.',
				hasAPassword:
					'The address carries a login (`https://user:password@…`). The service fetches the picture itself, so it would get to see it.',
				holdsData: '“First Frame URL” or “Last Frame URL” begins with `data:`.',
				private:
					'The address is that of your computer, a container or a device of your network (`localhost`, `192.168.…`, `.local`). With the sandbox as the service such addresses are allowed.',
				sharePage:
					'The link is one for sharing: it leads to a page that shows the picture, and perhaps asks for a login.',
				sharePageOfFile:
					'The link is one for sharing. The service that it belongs to gives the file at another address, which the message shows; whether everybody may read it is not known.',
			}),
			part(frameBase64Messages, {
				empty:
					'“First Frame Base64” or “Last Frame Base64”: the frame comes from Base64, and this item has none.',
				notBase64:
					'The text holds characters that Base64 does not know, or was cut. A file that an earlier node put into the item is binary data, not Base64.',
				isAddress: '“First Frame Base64” or “Last Frame Base64” begins with `http`.',
			}),
			part(frameFileMessages, {
				noFiles: 'Files got lost on the way: many nodes hand on only the JSON of an item.',
				noSuchFile: 'The file is there under another name.',
				gone: 'The execution is old, and n8n has deleted its files; or the place where n8n keeps them is not reachable.',
			}),
			part(imageMessages, {
				tooLarge: 'The service takes frames of 20 × 1024 × 1024 bytes at the most.',
				noData: 'The node that gave the file stored nothing in it.',
				notAPicture:
					'The file is something else than its name says. The message says what, by its first bytes; `<cure>` is one of the next entries.',
				noSuchSize:
					'Width or height is 0, or 30,000 pixels and more. Such files are made to break programs, or are damaged.',
				cutOff:
					'The data ends before the picture does: a PNG without its last part, or a JPEG that ends in its header.',
			}),
			part(fileCures, {
				editImage:
					'A WebP, GIF, BMP or TIFF, which Edit Image reads. [Images that fit](recipes.md#images-that-fit) shows how.',
				saveElsewhere: 'An AVIF, JPEG XL, JPEG 2000, an icon or a camera’s raw file.',
				iPhone: 'A HEIC or HEIF, as iPhones take them, whatever the name of the file says.',
				exportPicture: 'A PDF, an SVG or a Photoshop file.',
				notAPicture: 'A video or a sound.',
				unpack: 'Pictures often come in an archive when several were downloaded together.',
				page: 'A download that needs a login, a share link, a warning about viruses or too many downloads.',
				answer:
					'An API or a storage service answered with JSON, XML or text in place of the picture.',
				base64Text: 'The file holds the Base64 of a picture, not the picture.',
				readAsText:
					'A node read the bytes as UTF-8 and put the replacement character in place of those that are none. The picture can’t be restored.',
				unknown: 'The first bytes are those of no kind of file that this package knows.',
			}),
			part(fileSources, {
				node: 'Stands for `<source>` in the entries above: the node before this one.',
				unknown: 'Stands for `<source>` where the file does not come from the node before.',
			}),
			part(submittingMessages, {
				unloadable:
					'Files are read only when their turn comes, so that few are in memory. This one was gone by then.',
				submittedBefore:
					'n8n was ended, or lost the connection, between the note that the item is about to be sent and the answer; or another execution or another retry has the item under way on another worker. [Recovery](recovery.md) says how to find out.',
				keySubmittedBefore:
					'An earlier execution was ended before the answer came, or n8n does not know its task id any more: that is kept in memory, and with the workflow’s data when an execution ends. [Recovery](recovery.md) says how to find it.',
				unclaimable: 'The database of n8n is full, locked, read-only or not reachable.',
				turnNotCome:
					'Many executions submit at the same time, and the account’s limit lets through fewer than are waiting; or “Max Submissions per Minute” is low.',
				batchEnded:
					'The balance or a quota is used up, or the key is refused: that holds for all items, so the rest is not even sent.',
				limitExceeded:
					'More items than expected came in, or a loop leads through the node. Nothing of the batch was sent.',
				limitDiffers: 'The option has an expression that gives different numbers.',
				keyEmpty:
					'The expression gives nothing for this item. Without a key it could be paid for twice, so it is not sent.',
				keyTooLong: 'The expression gives a whole text or object in place of an id.',
			}),
			part(submittingAdditions, {
				mayBeAccepted:
					'The connection ended, or a gateway answered, after the request was on its way. [Recovery](recovery.md) says how to find out.',
				givenUpBusy:
					'The limit of the account is used up by others, or on running tasks that take long; or the service is down. Nothing was accepted for as long as the option says.',
				givenUpUnreachable: 'Nothing answers at the base URL, or its name is not known.',
				nothingSubmitted: 'The checks found something, so no item was sent in this run.',
				moreToCorrect: 'Other items have something to correct too.',
				moreInDoubt:
					'Several items were under way when n8n was ended. Their codes can be entered together.',
				acceptedTasks:
					'Some items were accepted before another one failed. They are paid for, and nothing of them is lost: see [Recovery](recovery.md).',
				sighting: 'The n8n process that says so has run the other execution, too.',
			}),
			part(submittingHints, {
				changedSince:
					'A retry hands on what was accepted, although the node was corrected meanwhile. Run the workflow anew for a task with the new settings.',
				knownBefore:
					'Another execution, or another try, had submitted them: with the same pay-once key, say.',
			}),
			part(submittingLog, {
				accepted: 'A line of n8n’s log, at the moment of acceptance: this id outlives everything.',
				acceptedOnce: 'The same for an item with a pay-once key; what stands there is its digest.',
				unsure: 'A line of n8n’s log about what may be paid for without a task id.',
				notWritten:
					'A line of n8n’s log with what its database says. Nothing is sent without a claim.',
				withoutClaims:
					'A line of n8n’s log, once: an n8n, or an engine, without the deduplication service.',
			}),
		],
	},
	{
		title: 'Wait for Task: its own fields',
		intro: 'Found before anything is asked.',
		parts: [
			part(waitFieldMessages, {
				noTaskId:
					'“Task ID”: the item holds no `task_id`. The node before is another one, or it handed on an item that failed.',
				noTaskIdAtAll: 'A whole document or list got into the field.',
				noBinaryProperty:
					'“Put Output File in Field”: files are to be downloaded, and there is no name for the file.',
			}),
		],
	},
	{
		title: 'Wait for Task: what becomes of a task',
		intro:
			'The task has been paid for. What each of these says about it is true of this one task alone.',
		parts: [
			part(taskMessages, {
				failed:
					'The service could not, or would not, make this. Your account tells whether it is charged for.',
				failedWithoutReason:
					'The service could not, or would not, make this, and its answer does not say why.',
				heldBack:
					'The task has finished, and its answer lists no file: that is how the safety filters show.',
				heldBackForReason: 'The task has finished, and its answer has a reason in place of files.',
				elsewhere:
					'The task has made something else than videos, images and sounds, and the answer has it in a list of another name.',
				withoutLink: 'The task has finished, and the files that its answer lists have no address.',
				unknown:
					'The ID is wrong, belongs to another account, or is older than the service keeps results. With the sandbox: it was started anew and has forgotten its tasks.',
				notFinished:
					'The task takes longer than the timeout, or the service could not be reached until then.',
				mayBeFinal:
					'The task was in a status that the pages of the service don’t name until the timeout: it may have been cancelled, or the service has got a new status.',
				notDownloaded:
					'The file is there, but its host did not give it three times in a row. Shown only where a failed download is to fail the item.',
				notStored:
					'n8n could not keep the file that came. Shown only where a failed download is to fail the item.',
			}),
			part(taskAdditions, {
				waitAgain: 'What came between is about the wait, not about the task.',
				lastStatus: 'That is the last that was heard of the task.',
				lastProgress: 'That is the last that was heard of the task.',
				neverRead: 'Not one request about this task was answered.',
				lastRequest: 'The last request about this task brought nothing, for this reason.',
				otherTasks:
					'One item ends the run of the node, unless “On Error” is set to continue. The other tasks are paid for and go on, or have finished. The message names five of them; the data of the execution has all, as `other_tasks`.',
			}),
		],
	},
	{
		title: 'Wait for Task: downloads',
		intro:
			'They stand in `download_failed` of an item that comes without its file, or in the message where a failed download is to fail the item. The file has been made and can be fetched later.',
		parts: [
			part(downloadReasons, {
				notAnAddress: 'The service gave a link that begins with neither http nor https.',
				badStatus: 'The link has expired (403, often within an hour) or the host is busy.',
				noFile: 'A gateway or a proxy answered in place of the host, or the link has expired.',
				empty: 'The host has no data for the file yet, or no more.',
				tooSlow: 'Over a minute less than 60 kB came.',
				cut: 'The host could not be reached, or the connection broke. A proxy or firewall may keep n8n from storage hosts.',
			}),
			part(storeReasons, {
				full: 'The file came, and there is no room for it where n8n keeps files.',
				notAllowed:
					'The folder belongs to another user than the one that n8n runs as, or is read-only.',
				tooLarge: 'n8n keeps files in its database, which takes none above that size.',
				unknown:
					'Where n8n keeps files (a disk, S3, Azure, a database) did not take this one. Its log says why.',
			}),
		],
	},
	{
		title: 'Wait for Task: the loop of “Suspend Until Finished”',
		intro:
			'Found at the first pass, before anything is looked at. [Modes of waiting](waiting.md) shows the loop.',
		parts: [
			part(loopMessages, {
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
			part(reasonMessages, {
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
			part(answerMessages, {
				redirected: '“Base URL” is an old address, or http in place of https.',
				brokenDown:
					'Something on the service’s side broke, or a gateway or proxy before it could not reach it.',
				refused: 'An answer that the API does not document.',
				refusedOnTheWay:
					'A firewall, a login page or a gateway in between refused the request; the service never saw it.',
				proxyWantsLogin: 'n8n is set to use a proxy, by an address without its login.',
				unreadable:
					'“Base URL” leads to something that is not the Highway API, such as a login page; or the answer was cut.',
			}),
			part(noResponseMessages, {
				nothingAnswers:
					'No program listens at that address and port. With the sandbox: it is not running, or n8n runs in a container, where `localhost` is the container.',
				hostNotFound: 'The host in “Base URL” is misspelt.',
				hostNotLookedUp: 'n8n has no working name server: often it has no network at all.',
				notConnected: 'The connection broke, or took too long, before anything could be sent.',
				notHttp: 'Another kind of server listens at that address and port, or a proxy meddles.',
				tooSlow:
					'The whole answer has to be there after five minutes when submitting, and after half a minute when asking.',
				cut: 'The network broke, or something in between ended the connection.',
			}),
			part(unsentMessages, {
				certificate:
					'The server signs its certificate itself, or a company’s proxy or antivirus signs it in its place.',
				certificateDate:
					'The certificate has expired, or is not valid yet. The clock of n8n’s machine may be wrong.',
				certificateName: '“Base URL” names a host by another name or by its number.',
				noEncryption: '“Base URL” begins with https, and what listens there speaks plain http.',
				noRoute: 'The machine, or the container, has no way into that network.',
				blocked: 'n8n is set to keep workflows from addresses of its own network.',
				proxy: 'n8n is set to use a proxy that is not running, or not at that address.',
				keyCharacters: 'The key was copied with something invisible in it.',
			}),
			part(faultAdditions, {
				serviceSays: 'These are the service’s own words, cut to one line.',
				answered:
					'The service has changed how it answers. What it sent is cut to one line; it may name the task.',
			}),
		],
	},
	{
		title: 'The credential',
		intro:
			'The first three end a run before anything is sent, the last two come from the test of the credential.',
		parts: [
			part(connectionMessages, {
				notAnAddress: '“Base URL” is empty, has no https before it, or carries a login.',
				unencrypted:
					'“Base URL” begins with http and leads to another machine. The key would cross the network readable.',
				unsendableKey:
					'The key was copied or mounted with a line break or something invisible in it.',
			}),
			part(keyMessages, {
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
					'The files were not downloaded, and the service signs its links for a limited time.',
				itemPerFile:
					'A task has made several files, e.g. since “Sample Count” was above 1, and so it brings several items.',
				filesTogether:
					'A task has made several files, e.g. since “Sample Count” was above 1, and “Output” keeps them together.',
				someHeldBack:
					'A task has finished with files, and the service gives a reason too, as it may when its safety filters held back some samples.',
				someWithoutLink: 'Entries of the answer have no address.',
				inMemory:
					'n8n keeps binary data in memory, which is the default of n8n 1: a run brought 50 MB or more.',
			}),
			part(frameHints, {
				head: 'Stands before what was noticed about frames. The videos are being made, and paid for. Also in n8n’s log, where the execution is not one of the editor.',
				same: 'Both fields name the same file or address.',
				differ: 'The video has one shape, and the frames have two.',
				shape: '“Aspect Ratio” is 16:9 or 9:16, and the frame is not, by more than 3 %.',
				small:
					'“Resolution” 720p is 1280 × 720 and 1080p is 1920 × 1080 pixels, upright 720 × 1280 and 1080 × 1920.',
				turned: 'Phones store pictures as the sensor sees them, and write down how they were held.',
				cmyk: 'Programs for print save JPEGs so.',
				animated: 'The file is an APNG.',
				cut: 'The file ends before the marker that ends a JPEG.',
				more: 'Five items are named for each; the number is that of the others.',
			}),
		],
	},
];

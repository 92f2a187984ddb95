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

/** One list of messages of the nodes, with the cause of each. */
export interface Part {
	list: Readonly<Record<string, Message | string>>;
	causes: Readonly<Record<string, string>>;
}

export interface Chapter {
	title: string;
	intro: string;
	parts: Part[];
}

/** The compiler asks for a cause of every message in a list. */
function part<List extends Readonly<Record<string, Message | string>>>(
	list: List,
	causes: Readonly<Record<keyof List & string, string>>,
): Part {
	return { list, causes };
}

/** What the page on troubleshooting adds to each message. */
export const chapters: Chapter[] = [
	{
		title: 'Fields of any node',
		intro:
			'Checked before anything is sent, so they cost nothing. The number of the item is at the end of the message, counted from 0.',
		parts: [
			part(parameterMessages, {
				halfACharacter:
					'An expression cut a text by its length, in the middle of an emoji or another rare character. Such a text can’t be sent.',
				notText: 'An expression returned a list, an object or true/false instead of text.',
				notWhole:
					'The number has a fraction, is outside the limits of the field, or is not a number.',
				notANumber: 'The number is outside the limits of the field, or is not a number.',
				notYesOrNo: 'An expression returned something else, for example `1` or `"yes"`.',
				notOffered:
					'An expression returned a value that the field does not offer. Use the value of the API (`16:9`), not the name in the editor.',
			}),
			part(parameterAdditions, {
				removable:
					'The field is an option. Without it, its default applies, or the service decides.',
			}),
		],
	},
	{
		title: 'Veo Lite First/Last Frame: prompt and frames',
		intro:
			'Checked before anything is sent. If one item is refused, none is submitted, unless **On Error** is set to continue.',
		parts: [
			part(promptMessages, {
				empty: '“Prompt”: the expression found nothing in this item, or the field was left empty.',
				wholeObject: '“Prompt”: an expression inside the text returned an object or a list.',
				noValue:
					'“Prompt”: JavaScript writes `undefined`, `null` or `NaN` if an expression has no value.',
				notEvaluated: '“Prompt” is set to _Fixed_, so `{{ … }}` is ordinary text.',
			}),
			part(frameUrlMessages, {
				empty:
					'“First Frame URL” or “Last Frame URL”: the source of the frame is _URL_, and this item has none.',
				hasASpace: 'The URL contains a file name with spaces, or was put together from parts.',
				notAnAddress:
					'The URL is relative, is a path on a disk, or begins with something other than http or https.',
				hasAPassword:
					'The URL contains a login (`https://user:password@…`). The service downloads the image itself, so it would see the login.',
				holdsData: '“First Frame URL” or “Last Frame URL” begins with `data:`.',
				private:
					'The URL leads to your computer, a container or a device in your network (`localhost`, `192.168.…`, `.local`). With the sandbox, such URLs are allowed.',
				sharePage:
					'It is a share link: it leads to a page that shows the image, and may ask for a login.',
				sharePageOfFile:
					'It is a share link. The file itself has another URL, which the message shows. The node does not know whether that URL is public.',
			}),
			part(frameBase64Messages, {
				empty:
					'“First Frame Base64” or “Last Frame Base64”: the source of the frame is _Base64_, and this item has none.',
				notBase64:
					'The text contains characters that Base64 does not have, or was cut. A file that an earlier node returned is binary data, not Base64.',
				isAddress: '“First Frame Base64” or “Last Frame Base64” begins with `http`.',
			}),
			part(frameFileMessages, {
				noFiles: 'An earlier node dropped the files: many nodes return only the JSON of an item.',
				noSuchFile: 'The item has the file under another name.',
				gone: 'The execution is old, and n8n has deleted its files; or n8n can’t reach the place where it keeps them.',
			}),
			part(imageMessages, {
				tooLarge: 'The service accepts frames of up to 20 × 1024 × 1024 bytes.',
				noData: 'The node that returned the file stored nothing in it.',
				notAPicture:
					'The file is not what its name says. The node recognizes it by its first bytes. `<cure>` is one of the next entries.',
				noSuchSize:
					'Width or height is 0, or 30,000 pixels and more. Such a file is damaged, or made to crash programs.',
				cutOff:
					'The data ends before the image does: a PNG without its last part, or a JPEG that ends in its header.',
			}),
			part(fileCures, {
				editImage:
					'A WebP, GIF, BMP or TIFF, which Edit Image can read. [Images that fit](recipes.md#images-that-fit) shows how.',
				saveElsewhere: 'An AVIF, JPEG XL, JPEG 2000, an icon or a camera’s raw file.',
				iPhone: 'A HEIC or HEIF image, the format of iPhones, even if the file has another name.',
				exportPicture: 'A PDF, an SVG or a Photoshop file.',
				notAPicture: 'A video or an audio file.',
				unpack: 'Several images that are downloaded together often come in an archive.',
				page: 'The download needs a login, the link is a share link, or the page warns of viruses or too many downloads.',
				answer: 'An API or a storage service answered with JSON, XML or text instead of the image.',
				base64Text: 'The file contains the Base64 of an image, not the image.',
				readAsText:
					'A node read the bytes as UTF-8 and replaced those that are not UTF-8. The image can’t be restored.',
				unknown: 'The node does not recognize the file by its first bytes.',
			}),
			part(fileSources, {
				node: '`<source>` in the entries above: the node before this one.',
				unknown:
					'`<source>` in the entries above, if the file is not from the node before this one.',
			}),
			part(submittingMessages, {
				unloadable:
					'The node reads a file only when it submits its item, to save memory. By then the file was gone.',
				submittedBefore:
					'n8n was stopped, or lost the connection, after it recorded that the item is about to be sent and before the answer came. Or another execution, or another retry, is submitting the item on another worker. [Recovery](recovery.md) explains how to find out.',
				keySubmittedBefore:
					'An earlier execution was stopped before the answer came, or n8n no longer knows its task ID: it keeps the ID in memory and, when an execution ends, in the data of the workflow. [Recovery](recovery.md) explains how to find it.',
				unclaimable: 'The database of n8n is full, locked, read-only or unreachable.',
				turnNotCome:
					'Many executions submit at the same time, more than the limit of the account allows; or “Max Submissions per Minute” is low.',
				batchEnded:
					'The balance or a quota is used up, or the API key is refused. That applies to all items, so the rest is not sent.',
				limitExceeded: 'The node got more items than expected, or a loop leads through it.',
				limitDiffers: 'The option has an expression that returns different numbers.',
				keyEmpty:
					'The expression returns nothing for this item. Without a key, you might pay for it twice, so it is not sent.',
				keyTooLong: 'The expression returns a long text or an object instead of an ID.',
			}),
			part(submittingAdditions, {
				mayBeAccepted:
					'The connection was closed, or a gateway answered, after the request had been sent. [Recovery](recovery.md) explains how to find out.',
				givenUpBusy:
					'Other programs use up the limit of the account, long tasks occupy it, or the service is down. Nothing was accepted for as long as the option says.',
				givenUpUnreachable: 'No server answers at the base URL, or its host was not found.',
				nothingSubmitted: 'A check found something to correct, so no item of this run was sent.',
				moreToCorrect: 'Other items have something to correct too.',
				moreInDoubt:
					'Several items were being submitted when n8n was stopped. You can enter their codes together.',
				acceptedTasks:
					'Some items were accepted before another one failed. They are paid for and not lost: see [Recovery](recovery.md).',
				sighting: 'The same n8n process ran the other execution.',
			}),
			part(submittingHints, {
				changedSince:
					'A retry returns what was accepted, although the node was changed meanwhile. For a task with the new settings, execute the workflow again; it pays again.',
				knownBefore:
					'Another execution, or another try, submitted them before, for example with the same **Pay Once Key**.',
			}),
			part(submittingLog, {
				accepted:
					'A line in n8n’s log, written when the task is accepted. It survives a stop and a crash of n8n.',
				acceptedOnce:
					'The same for an item with a **Pay Once Key**. `<payOnce>` is a digest of the key.',
				unsure: 'A line in n8n’s log about a submission that may be paid for and has no task ID.',
				notWritten:
					'A line in n8n’s log, with the answer of its database. Nothing is sent without a claim.',
				withoutClaims:
					'A line in n8n’s log, written once, if this n8n has no deduplication service.',
			}),
		],
	},
	{
		title: 'Wait for Task: its own fields',
		intro: 'Checked before any request is sent.',
		parts: [
			part(waitFieldMessages, {
				noTaskId:
					'“Task ID”: the item has no `task_id`. The node before this one is not the one that starts the video, or its item failed.',
				noTaskIdAtAll: 'The field contains a whole document or list.',
				noBinaryProperty:
					'“Put Output File in Field”: “Download Files” is on, and there is no name for the field.',
			}),
		],
	},
	{
		title: 'Wait for Task: tasks without a result',
		intro: 'These messages are about one task. The others of the same run are not affected.',
		parts: [
			part(taskMessages, {
				failed:
					'The service could not make this video, or refused to. Your account shows whether it was charged.',
				failedWithoutReason:
					'The service could not make this video, or refused to, and does not say why.',
				heldBack:
					'The task has finished, and its answer lists no files. That is how the service answers when its safety filters hold back all videos.',
				heldBackForReason: 'The task has finished, and its answer has a reason instead of files.',
				elsewhere:
					'The result of the task is not a video, an image or an audio file. The answer has it in a list with another name.',
				withoutLink: 'The task has finished, and the files in its answer have no URL.',
				unknown:
					'The ID is wrong, belongs to another account, or is older than the service keeps results. The sandbox forgets its tasks when it is restarted.',
				notFinished:
					'The task takes longer than the timeout, or the service could not be reached until then.',
				mayBeFinal:
					'Until the timeout, the task had a status that the API does not document. It may have been cancelled, or the service has a new status.',
				notDownloaded:
					'The file exists, but three downloads failed. Shown only if “If a Download Fails” is set to _Fail the Item_.',
				notStored:
					'n8n could not store the downloaded file. Shown only if “If a Download Fails” is set to _Fail the Item_.',
			}),
			part(taskAdditions, {
				waitAgain: 'Only the wait has ended, not the task.',
				lastStatus: 'The last status that the service returned.',
				lastProgress: 'The last status that the service returned.',
				neverRead: 'No request about this task was answered.',
				lastRequest: 'The last request about this task failed for this reason.',
				otherTasks:
					'One failed item ends the run of the node, unless “On Error” is set to continue. The other tasks are paid for; they continue or have finished. The message names up to five of them; the details have all, as `other_tasks`.',
			}),
		],
	},
	{
		title: 'Wait for Task: downloads',
		intro:
			'These reasons are in `download_failed` of an item without its file, or in the message if “If a Download Fails” is set to _Fail the Item_. The file exists and can be downloaded later.',
		parts: [
			part(downloadReasons, {
				notAnAddress: 'The service returned a link that does not begin with http or https.',
				badStatus: 'The link has expired (403, often within an hour) or the host is busy.',
				noFile: 'A gateway or a proxy answered instead of the host, or the link has expired.',
				empty: 'The host does not have the data of the file yet, or no longer.',
				tooSlow: 'Less than 60 kB arrived within a minute.',
				cut: 'The host could not be reached, or the connection was closed. A proxy or firewall may block the storage hosts.',
			}),
			part(storeReasons, {
				full: 'The file was downloaded, but n8n has no space left for it.',
				notAllowed:
					'The folder is read-only, or belongs to a different user from the one that n8n runs as.',
				tooLarge: 'n8n keeps files in its database, which accepts files up to that size.',
				unknown:
					'The storage of n8n (disk, S3, Azure or database) did not accept the file. n8n’s log says why.',
			}),
		],
	},
	{
		title: 'Wait for Task: the loop of “Suspend Until Finished”',
		intro:
			'Found at the first check, before any request is sent. [Waiting for tasks](waiting.md) shows the loop.',
		parts: [
			part(loopMessages, {
				alwaysOutputsData:
					'After most checks the node has nothing for “Done”. With this setting, n8n sends an empty item each time.',
				doneLeadsBack: 'The two outputs are swapped.',
				nothingLeadsBack:
					'Tasks are still running, and nothing would check them again. They continue, and you can wait for their IDs.',
				submitsAgain: 'Each round of the loop would start and charge each video again.',
				loopsOverItems:
					'Loop Over Items would take the running items for the end of a batch. Only “Done” may lead to it.',
			}),
			part(suspendHints, {
				onlyOnePass:
					'The node was executed alone, so nothing follows its outputs. Nothing is wrong.',
				callerIsAnswered:
					'n8n answers such a webhook, form or chat as soon as the execution is suspended for the first time.',
				refused: 'The loop is not allowed, and “On Error” of the node is set to continue.',
			}),
		],
	},
	{
		title: 'Answers of the service',
		intro:
			'Both nodes can show them. If the service adds a message of its own, it is included: “The service says: …”.',
		parts: [
			part(reasonMessages, {
				INVALID_REQUEST_BODY:
					'The node checks everything that the API documents. So the service has changed, or it refuses what only it can see: an image that it can’t download, or a prompt against its rules.',
				FAILED_TO_AUTH: 'The key was mistyped, deleted, or belongs to another service.',
				INVALID_API_KEY: 'The credential is empty, or contains something that is not an API key.',
				NOT_ENOUGH_BALANCE: 'The balance of the account does not cover this video.',
				ACCESS_DENY: 'The account or the key is restricted, or has no access to this model.',
				MODEL_NOT_FOUND:
					'“Base URL” leads to another service, or the model was renamed since this version of the package.',
				RATE_LIMIT_EXCEEDED:
					'Other workflows use the same account, or many items are submitted at the same time. The node slowed down and tried again before it gave up.',
				TOKEN_LIMIT_EXCEEDED: 'The account has a quota, and it is used up.',
				SERVICE_NOT_AVAILABLE:
					'The service is overloaded or under maintenance. It did not accept the request.',
			}),
			part(answerMessages, {
				redirected: '“Base URL” is outdated, or begins with http instead of https.',
				brokenDown:
					'The service had an internal fault, or a gateway or proxy in front of it could not reach it.',
				refused: 'An answer that the API does not document.',
				refusedOnTheWay:
					'A firewall, a login page or a gateway refused the request. The service did not see it.',
				proxyWantsLogin: 'n8n is set to use a proxy, and its URL has no login.',
				unreadable:
					'“Base URL” leads to something that is not the Highway API, such as a login page; or the answer was incomplete.',
			}),
			part(noResponseMessages, {
				nothingAnswers:
					'No server listens at that host and port. For the sandbox: it is not running, or n8n runs in a container, where `localhost` means the container.',
				hostNotFound: 'The host in “Base URL” is misspelt.',
				hostNotLookedUp: 'n8n has no working name server (DNS), or no network at all.',
				notConnected: 'The connection was closed, or took too long, before anything could be sent.',
				notHttp: 'A server of another kind listens at that host and port, or a proxy interferes.',
				tooSlow:
					'The complete answer must arrive within five minutes for a submission, and within 30 seconds for a check.',
				cut: 'The network failed, or something between n8n and the service closed the connection.',
			}),
			part(unsentMessages, {
				certificate: 'The certificate is self-signed, or signed by a company’s proxy or antivirus.',
				certificateDate:
					'The certificate has expired, or is not valid yet. The clock of n8n’s machine may be wrong.',
				certificateName: '“Base URL” has another name of the host, or its IP address.',
				noEncryption: '“Base URL” begins with https, but the server there speaks plain http.',
				noRoute: 'The machine, or the container, has no route to that network.',
				blocked: 'n8n is set to block requests to its own network.',
				proxy: 'n8n is set to use a proxy that is not running, or has another host or port.',
				keyCharacters: 'The key was copied with an invisible character.',
			}),
			part(faultAdditions, {
				serviceSays: 'The service’s own message, shortened to one line.',
				answered:
					'The service answers in a new way. Its answer is shortened to one line; it may contain the task ID.',
			}),
		],
	},
	{
		title: 'The credential',
		intro:
			'The first three end a run before anything is sent. The last two are results of the credential test.',
		parts: [
			part(connectionMessages, {
				notAnAddress: '“Base URL” is empty, does not begin with https, or contains a login.',
				unencrypted:
					'“Base URL” begins with http and leads to another machine. The key would be readable in the network.',
				unsendableKey: 'The key was copied or mounted with a line break or an invisible character.',
			}),
			part(keyMessages, {
				unknown: 'The service answered 401: no account has this key.',
				refused:
					'The service answered 403: the credential has no key, or the account has no permission.',
			}),
		],
	},
	{
		title: 'Hints above the output',
		intro: 'They point out what the items don’t show at a glance. The execution has not failed.',
		parts: [
			part(outputHints, {
				notDownloaded: 'The reasons are listed under [downloads](#wait-for-task-downloads).',
				linksExpire: 'The files were not downloaded, and the links are valid for a limited time.',
				itemPerFile: 'The task made several files, e.g. because “Number of Videos” is above 1.',
				filesTogether:
					'The task made several files, e.g. because “Number of Videos” is above 1, and “Return” is set to _One Item per Task_.',
				someHeldBack:
					'The task has files, and the service gives a reason too. It may do so when its safety filters hold back some of the videos.',
				someWithoutLink: 'Some files in the answer have no URL.',
				inMemory:
					'n8n keeps binary data in memory, which is the default of n8n 1, and a run returned 50 MB or more.',
			}),
			part(frameHints, {
				head: 'The beginning of every hint about frames. The videos are being made and are paid for. For executions outside the editor, the hint is in n8n’s log.',
				same: 'Both fields have the same file or URL.',
				differ: 'The two frames have different shapes, and the video has one.',
				shape: '“Aspect Ratio” is 16:9 or 9:16, and the frame is not, by more than 3 %.',
				small:
					'“Resolution” 720p is 1280 × 720 and 1080p is 1920 × 1080 pixels, upright 720 × 1280 and 1080 × 1920.',
				turned: 'Phones store an image as the sensor sees it, and record how the phone was held.',
				cmyk: 'Programs for print save JPEGs like this.',
				animated: 'The file is an APNG.',
				cut: 'The file ends before the marker that ends a JPEG.',
				more: 'Each hint names up to five items. The number is how many others there are.',
			}),
		],
	},
];

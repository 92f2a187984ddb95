import { createRequire } from 'node:module';
import type { HighwayApi } from '../../../credentials/HighwayApi.credentials.ts';
import type { VeoLiteFirstLastFrame } from '../../../nodes/VeoLiteFirstLastFrame/VeoLiteFirstLastFrame.node.ts';
import type { WaitForTask } from '../../../nodes/WaitForTask/WaitForTask.node.ts';

interface Published {
	HighwayApi: new () => HighwayApi;
	VeoLiteFirstLastFrame: new () => VeoLiteFirstLastFrame;
	WaitForTask: new () => WaitForTask;
}

/** The package as n8n loads it: the built files, through its entry point. */
export const published = createRequire(import.meta.url)('../../../index.js') as Published;

import { createRequire } from 'node:module';
import type { HighwayApi } from '../../../credentials/HighwayApi.credentials.ts';
import type { VeoLiteExtendVideo } from '../../../nodes/VeoLiteExtendVideo/VeoLiteExtendVideo.node.ts';
import type { VeoLiteFirstLastFrame } from '../../../nodes/VeoLiteFirstLastFrame/VeoLiteFirstLastFrame.node.ts';
import type { VeoLiteImageToVideo } from '../../../nodes/VeoLiteImageToVideo/VeoLiteImageToVideo.node.ts';
import type { VeoLiteTextToVideo } from '../../../nodes/VeoLiteTextToVideo/VeoLiteTextToVideo.node.ts';
import type { WaitForTask } from '../../../nodes/WaitForTask/WaitForTask.node.ts';

interface Published {
	HighwayApi: new () => HighwayApi;
	VeoLiteExtendVideo: new () => VeoLiteExtendVideo;
	VeoLiteFirstLastFrame: new () => VeoLiteFirstLastFrame;
	VeoLiteImageToVideo: new () => VeoLiteImageToVideo;
	VeoLiteTextToVideo: new () => VeoLiteTextToVideo;
	WaitForTask: new () => WaitForTask;
}

/** The package as n8n loads it: the built files, through its entry point. */
export const published = createRequire(import.meta.url)('../../../index.js') as Published;

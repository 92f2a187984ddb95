import type { GenerationRequest } from '../../../../nodes/shared/api/highwayApiClient.ts';
import { firstLastFrameRequest } from '../../../../nodes/shared/api/veoLiteFirstLastFrame.ts';

/** A request of which nothing matters but its prompt. */
export function generation(prompt: string): GenerationRequest {
	return firstLastFrameRequest({ firstFrame: 'a', lastFrame: 'b', settings: { prompt } });
}

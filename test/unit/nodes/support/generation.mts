import type { FirstLastFrameRequest } from '../../../../nodes/shared/api/highwayApi.ts';

/** A request of which nothing matters but its prompt. */
export function generation(prompt: string): FirstLastFrameRequest {
	return {
		firstFrame: 'a',
		lastFrame: 'b',
		prompt,
		duration: 8,
		resolution: '720p',
		aspectRatio: '16:9',
		generateAudio: false,
	};
}

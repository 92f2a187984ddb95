import type { GenerationRequest } from '../../../../nodes/shared/api/highwayApiClient.ts';
import { VEO_LITE_MODELS } from '../../../../nodes/shared/api/veoLite.ts';

/** A request of which nothing matters but its prompt. */
export function generation(prompt: string): GenerationRequest {
	const inputs = { image: 'a', last_frame_image: 'b' };
	return { path: VEO_LITE_MODELS.firstLastFrame.path, images: inputs, settings: { prompt } };
}

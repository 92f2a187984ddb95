import sharp, { type Sharp } from 'sharp';
import { useClient } from './client.mts';

const client = useClient();

const picture = (width: number, height: number) =>
	sharp({ create: { width, height, channels: 3, background: '#357' } });
const base64 = async (made: Sharp) => (await made.toBuffer()).toString('base64');

describe('a frame', () => {
	it('that is another kind of file, or cut off, is refused by its name', async () => {
		const { submit } = client.current;
		const webp = await submit({ image: await base64(picture(8, 8).webp()) });
		const cut = (await picture(8, 8).png().toBuffer()).subarray(0, 60).toString('base64');
		const { status, data } = await submit({ last_frame_image: cut });
		expect([webp.status, status]).toEqual([400, 400]);
		expect([webp.data.message, data.message]).toEqual([
			'"image" is a WebP image, not a JPEG or PNG image',
			'"last_frame_image" is an image whose end is missing',
		]);
	});

	it('is described on the start page and in the log, with what does not fit', async () => {
		const { submit, sandbox, http } = client.current;
		await submit({
			image: await base64(picture(1280, 720).png()),
			last_frame_image: await base64(picture(300, 400).jpeg().withMetadata({ orientation: 6 })),
		});
		expect(sandbox.tasks[0]?.inputs).toEqual([
			'PNG 1280 × 720',
			'JPEG 400 × 300, not 16:9: cropped, smaller than 720p, stored turned',
		]);
		const { data } = await http.get('/sandbox/state');
		expect(data.tasks[0].inputs).toEqual(sandbox.tasks[0]?.inputs);
	});
});

/** Everything that differs between the two frames; all geometry is shared, so a cross-fade never slides. */
export interface Palette {
	readonly sky: readonly string[];
	readonly horizonGlow: string;
	readonly cloud: { readonly body: string; readonly rim: string; readonly opacity: number };
	readonly ridges: readonly (readonly [top: string, foot: string])[];
	readonly ridgeLight: string;
	readonly ridgeLightOpacity: number;
	readonly water: readonly string[];
	readonly glitter: string;
	readonly headland: readonly [crest: string, shore: string];
	readonly headlandRim: string;
	readonly meadow: readonly string[];
	readonly meadowFold: string;
	readonly meadowRim: string;
	readonly rimOpacity: number;
	readonly road: readonly [far: string, near: string];
	readonly shoulder: string;
	readonly paint: string;
	readonly rail: string;
	readonly tree: readonly [far: string, near: string];
	readonly treeLight: string;
	readonly frontTree: string;
	readonly wall: readonly string[];
	readonly wallShade: string;
	readonly roof: readonly string[];
	readonly window: string;
	readonly tower: readonly [white: string, red: string];
	readonly sail: string;
	readonly mist: string;
	readonly mistOpacity: number;
	/** 0 puts out lamps, windows, stars and trails; 1 lights them. */
	readonly nightLights: 0 | 1;
}

export const dawn: Palette = {
	sky: ['#4a66a3', '#7f8cc0', '#c3a0bf', '#f0ae9f', '#fbc498', '#ffdfb2'],
	horizonGlow: '#ffe9bd',
	cloud: { body: '#b88fb0', rim: '#ffd3ae', opacity: 0.75 },
	ridges: [
		['#d9a9b3', '#f9d2b3'],
		['#b48bab', '#efbfae'],
		['#8b719f', '#d9a5a6'],
		['#5f5f8c', '#a98a9c'],
	],
	ridgeLight: '#ffd0ae',
	ridgeLightOpacity: 0.5,
	water: ['#ffe2b3', '#f2b9a6', '#b79bb9', '#7b88b3'],
	glitter: '#fff6d8',
	headland: ['#6c7d7c', '#3f5a67'],
	headlandRim: '#ffd7a0',
	meadow: ['#a3a37c', '#6f9079', '#446f6c', '#27495a'],
	meadowFold: '#2c5560',
	meadowRim: '#ffd79a',
	rimOpacity: 0.55,
	road: ['#c2a3a4', '#57607f'],
	shoulder: '#39566a',
	paint: '#fff1d8',
	rail: '#5f6685',
	tree: ['#56786f', '#214453'],
	treeLight: '#d3b45c',
	frontTree: '#142d3f',
	wall: ['#fbe3cb', '#f3c8ab', '#efd9d2', '#e8b49c'],
	wallShade: '#8d7590',
	roof: ['#b5615a', '#8f5566', '#c67a5c', '#735a7a'],
	window: '#6f6683',
	tower: ['#fff0de', '#cf5f52'],
	sail: '#fff3e0',
	mist: '#ffe9d0',
	mistOpacity: 0.5,
	nightLights: 0,
};

export const night: Palette = {
	sky: ['#060a22', '#0c1438', '#152150', '#243269', '#384985', '#54629f'],
	horizonGlow: '#8794cf',
	cloud: { body: '#1d2d5c', rim: '#5474a8', opacity: 0.55 },
	ridges: [
		['#364d80', '#4a5f98'],
		['#283f70', '#3f558e'],
		['#1c3059', '#2c4a78'],
		['#13213f', '#213962'],
	],
	ridgeLight: '#a9c6ee',
	ridgeLightOpacity: 0.22,
	water: ['#50629f', '#2f4880', '#1b2f61', '#122148'],
	glitter: '#e9f0ff',
	headland: ['#182a48', '#0e1a33'],
	headlandRim: '#86a9dc',
	meadow: ['#21405a', '#173149', '#0f2239', '#081529'],
	meadowFold: '#0a1a31',
	meadowRim: '#7fa6d6',
	rimOpacity: 0.22,
	road: ['#3a4a70', '#161f3c'],
	shoulder: '#0b1830',
	paint: '#b9c4de',
	rail: '#5c719c',
	tree: ['#15304a', '#08172b'],
	treeLight: '#6f97c9',
	frontTree: '#040b1b',
	wall: ['#3a446c', '#333c62', '#414a70', '#2f385c'],
	wallShade: '#1a2344',
	roof: ['#222a4e', '#1d2446', '#282e52', '#1b2242'],
	window: '#ffd584',
	tower: ['#8d9bc0', '#4b3b5f'],
	sail: '#7f90ba',
	mist: '#8a9fd6',
	mistOpacity: 0.17,
	nightLights: 1,
};

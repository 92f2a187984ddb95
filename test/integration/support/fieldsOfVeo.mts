import type { INodeProperties } from 'n8n-workflow';
import { published } from './published.mts';

const { properties } = new published.VeoLiteFirstLastFrame().description;

/** The fields of the node that generates, without notices and the collection of options. */
export function parameters(): INodeProperties[] {
	return properties.filter(({ type }) => type !== 'notice' && type !== 'collection');
}

/** The fields that can be added to it under "Options". */
export function options(): INodeProperties[] {
	const collection = properties.find(({ type }) => type === 'collection');
	return (collection?.options ?? []) as INodeProperties[];
}

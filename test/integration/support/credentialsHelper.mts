import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	INode,
} from 'n8n-workflow';
import { published } from './published.mts';

const type = new published.HighwayApi();

/**
 * Stands in for the one part of a credential that lives in n8n's server and not in n8n-core: the
 * store. The way a key gets onto a request is the credential's own, evaluated by n8n's expressions.
 */
export function credentialsHelper(data: ICredentialDataDecryptedObject): ICredentialsHelper {
	const helper: Partial<ICredentialsHelper> = {
		authenticate: async ($credentials, _typeName, request, workflow, node) => {
			const { headers = {} } = (type.authenticate as IAuthenticateGeneric).properties;
			const valueOf = (value: unknown) =>
				workflow?.expression.getSimpleParameterValue(node as INode, String(value), 'internal', {
					$credentials,
				});
			const added = Object.entries(headers).map(([name, value]) => [name, valueOf(value)]);
			return { ...request, headers: { ...request.headers, ...Object.fromEntries(added) } } as never;
		},
		getDecrypted: async () => ({ ...data }),
		getCredentialsProperties: () => type.properties,
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		preAuthentication: async () => undefined,
	};
	return helper as ICredentialsHelper;
}

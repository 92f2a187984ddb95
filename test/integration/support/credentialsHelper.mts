import {
	ICredentialsHelper,
	type IAuthenticateGeneric,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeProperties,
	type IRequestOptionsSimplified,
	type Workflow,
} from 'n8n-workflow';
import { published } from './published.mts';

/**
 * Stands in for the one part of a credential that lives in n8n's server and not in n8n-core: the
 * store. The way a key gets onto a request is the credential's own, evaluated by n8n's expressions.
 */
export class TestCredentialsHelper extends ICredentialsHelper {
	private readonly type = new published.HighwayApi();

	constructor(private readonly data: ICredentialDataDecryptedObject) {
		super();
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_typeName: string,
		request: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow: Workflow,
		node: INode,
	): Promise<IHttpRequestOptions> {
		const { headers = {} } = (this.type.authenticate as IAuthenticateGeneric).properties;
		const options = request as IHttpRequestOptions;
		const added: IDataObject = {};
		for (const [name, value] of Object.entries(headers)) {
			added[name] = workflow.expression.getSimpleParameterValue(
				node,
				String(value),
				'internal',
				{ $credentials: credentials },
				undefined,
				'',
			) as string;
		}
		return { ...options, headers: { ...options.headers, ...added } };
	}

	async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		return { ...this.data };
	}

	getCredentialsProperties(): INodeProperties[] {
		return this.type.properties;
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async preAuthentication(): Promise<undefined> {}

	async runPreAuthentication(): Promise<undefined> {}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('Nothing under test reads a credential that is still encrypted');
	}

	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}
}
